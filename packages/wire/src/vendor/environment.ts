import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { isBlank } from "./check.ts"
import type { Env } from "./env.ts"
import type { BaseOptions } from "./options.ts"

/**
 * The options over what the environment states; a variable that is empty states nothing. It is asked for texts, which need
 * no schema: `VendorConfig` is for hosts that compose configurations.
 */
export const over = <O extends BaseOptions>(
  options: Partial<O>,
  env: Env<O>
): Effect.Effect<O, ConfigProvider.SourceError> =>
  Effect.gen(function* () {
    const provider = yield* ConfigProvider.ConfigProvider
    const stated: { [option: string]: unknown } = {}
    for (const [option, variable] of Object.entries(env) as ReadonlyArray<[string, string]>) {
      const value = (yield* provider.load([variable]))?.value
      if (!isBlank(value)) stated[option] = option === "apiKey" ? Redacted.make(value) : value
    }
    const given = Object.entries(options).filter(([, value]) => value !== undefined)
    return { ...stated, ...Object.fromEntries(given) } as O
  })
