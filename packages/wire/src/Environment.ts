import { misconfigured } from "@turnout/core/Options"
import type { RouterError } from "@turnout/core/RouterError"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Address from "./Address.ts"

/**
 * Those of the variables that the environment (the `ConfigProvider`) states, by name; one that is empty states nothing.
 * It is asked for texts, which need no schema. `provider`: who is named where it cannot be read.
 */
export const read = (
  variables: Iterable<string>,
  { provider: named }: { readonly provider?: string } = {}
): Effect.Effect<ReadonlyMap<string, string>, RouterError> =>
  Effect.gen(function* () {
    const provider = yield* ConfigProvider.ConfigProvider
    const stated = new Map<string, string>()
    for (const variable of variables) {
      const value = (yield* provider.load([variable]))?.value
      if (value !== undefined && Address.trimmed(value) !== "") stated.set(variable, value)
    }
    return stated
  }).pipe(
    Effect.mapError((cause) =>
      misconfigured([unreadable], { cause, ...(named === undefined ? {} : { provider: named }) })
    )
  )

const unreadable = {
  param: "env",
  code: "internal_error",
  message: "The environment could not be read."
} as const
