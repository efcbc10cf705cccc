import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { isBlank } from "./check.ts"
import type { BaseOptions } from "./options.ts"

/** The environment variable of an option, by the option's name. */
export type Env<O extends BaseOptions> = { readonly [option in keyof O]?: string }

/** Whether the options leave out what the environment must state then. */
export const isMissing = (options: object, required: ReadonlyArray<PropertyKey>): boolean =>
  required.some((option) => (options as { readonly [name: PropertyKey]: unknown })[option] === undefined)

/** The options as the environment states them; a variable that is empty states nothing. */
export const config = <O extends BaseOptions>(env: Env<O>): Config.Config<Partial<O>> =>
  Config.all(
    Object.fromEntries(
      (Object.entries(env) as ReadonlyArray<[keyof O & string, string]>).map(([option, variable]) => {
        const value: Config.Config<unknown> =
          option === "apiKey" ? Config.Redacted(variable) : Config.String(variable)
        return [option, Config.option(value)]
      })
    )
  ).pipe(
    Config.map((read) => {
      const stated = Object.entries(read).map(
        ([name, value]) => [name, Option.getOrUndefined(value)] as const
      )
      return Object.fromEntries(stated.filter(([, value]) => !isBlank(value)))
    })
  ) as Config.Config<Partial<O>>

/** The options over what the environment states. */
export const over = <O extends BaseOptions>(
  options: Partial<O>,
  config: Config.Config<Partial<O>>
): Effect.Effect<O, Config.ConfigError> =>
  Effect.map(config, (stated) => {
    const given = Object.entries(options).filter(([, value]) => value !== undefined)
    return { ...stated, ...Object.fromEntries(given) } as O
  })
