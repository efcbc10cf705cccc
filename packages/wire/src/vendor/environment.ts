import * as Options from "@turnout/core/Options"
import type { RouterError } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Environment from "../Environment.ts"
import { type Env, variablesOf } from "./env.ts"
import type { BaseOptions } from "./options.ts"

/** A key alone would be read as options by its characters. */
const account = Options.where("an object such as { apiKey }", Options.isRecord)

/** The options over what the environment states. `VendorConfig` is for hosts that compose configurations. */
export const over = <O extends BaseOptions>(
  options: Partial<O>,
  env: Env<O>,
  provider: string
): Effect.Effect<O, RouterError> => {
  const named = (Object.entries(env) as ReadonlyArray<[string, string]>).map(
    ([option, variables]) => [option, variablesOf(variables)] as const
  )
  const mistake = Options.mistake(account, options, { name: "options", provider })
  if (mistake !== undefined) return Effect.fail(mistake)
  const searched = named.flatMap(([, variables]) => variables)
  return Effect.map(Environment.read(searched, { provider }), (stated) => {
    const read = named.flatMap(([option, variables]) => {
      const variable = variables.find((each) => stated.has(each))
      if (variable === undefined) return []
      const value = stated.get(variable)!
      return [[option, option === "apiKey" ? Redacted.make(value) : value]]
    })
    const given = Object.entries(options).filter(([, value]) => value !== undefined)
    return { ...Object.fromEntries(read), ...Object.fromEntries(given) } as O
  })
}
