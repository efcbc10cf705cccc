import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { BaseOptions } from "./options.ts"

/** The environment variable of an option, by the option's name. */
export type Env<O extends BaseOptions> = { readonly [option in keyof O]?: string }

/** Whether the options leave out what the environment must state then. */
export const isMissing = (options: object, required: ReadonlyArray<PropertyKey>): boolean =>
  required.some((option) => (options as { readonly [name: PropertyKey]: unknown })[option] === undefined)

/** The options as the environment states them; what is required and absent is a `ConfigError`. */
export const config = <O extends BaseOptions>(
  env: Env<O>,
  required: ReadonlyArray<keyof O>
): Config.Config<Partial<O>> =>
  Config.all(
    Object.fromEntries(
      (Object.entries(env) as ReadonlyArray<[keyof O & string, string]>).map(([option, variable]) => {
        const value: Config.Config<unknown> =
          option === "apiKey" ? Config.Redacted(variable) : Config.String(variable)
        return [option, required.includes(option) ? Config.map(value, Option.some) : Config.option(value)]
      })
    )
  ).pipe(
    Config.map((read) => {
      const stated = Object.entries(read).filter(([, value]) => Option.isSome(value))
      return Object.fromEntries(stated.map(([option, value]) => [option, Option.getOrUndefined(value)]))
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
