import type { Provider } from "@turnout/core/Provider"
import { type ProviderRegistry, register } from "@turnout/core/ProviderRegistry"
import { misconfigured } from "@turnout/core/Options"
import type { RouterError, Violation } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Transport } from "./Transport.ts"
import * as Check from "./vendor/check.ts"
import type { Declaration } from "./vendor/declaration.ts"
import { type Env, isMissing } from "./vendor/env.ts"
import { leftOut } from "./vendor/left-out.ts"
import type * as Accounts from "./vendor/of-declaration.ts"
import type { BaseOptions, Options } from "./vendor/options.ts"

export type { Completed, Declaration } from "./vendor/declaration.ts"
export type { BaseOptions, Keys, Options } from "./vendor/options.ts"
export type { Tiers } from "./Route.ts"
export { type Api, api, type ApiDeclaration, type Served } from "./vendor/apis.ts"
export type { EmbeddingsDeclaration } from "./vendor/embeddings.ts"
export type { Env } from "./vendor/env.ts"
export { type ModelFacts, overrideOf } from "./vendor/models.ts"

/** Some of the options; an undefined one is absent, as an unset variable of the environment is. */
export type Given<O> = { readonly [option in keyof O]?: O[option] | undefined }

/** What types know of an account's models: the vendor whose they are. It is nowhere at run time. */
export interface Serves<Id extends string> {
  readonly vendor?: Id
}

/** The exports of a provider package. `Id`: the catalog id whose models it serves. */
export interface Vendor<O extends BaseOptions = Options, Id extends string = never> {
  /**
   * Creates the account as a value; does not read the environment. All mistakes in the options are reported in one
   * error that names the provider.
   */
  readonly make: (options: O) => Effect.Effect<Provider, RouterError, Transport>
  /**
   * Registers the account for the lifetime of the layer. The environment is read only if a required option is
   * missing.
   */
  readonly layer: (
    options?: Given<O>
  ) => Layer.Layer<never, RouterError, ProviderRegistry | Transport> & Serves<Id>
  /** Environment variables by option. */
  readonly env: Env<O>
}

let loaded: typeof Accounts | undefined

/**
 * What makes an account, with its route: loaded with the first, when a router is built, and not with the import of a
 * vendor, so that a page does not load it at once.
 */
const accounts: Effect.Effect<typeof Accounts> = Effect.suspend(() =>
  loaded === undefined
    ? Effect.promise(async () => (loaded = await import("./vendor/of-declaration.ts")))
    : Effect.succeed(loaded)
)

/** Creates a vendor from its declaration. */
export const define = <O extends BaseOptions = Options, S = unknown, F = unknown, Id extends string = never>(
  declaration: Declaration<O, S, F>
): Vendor<O, Id> => {
  const { complete: completing, env, required: needs = ["apiKey"] } = declaration
  const required = typeof needs === "function" ? needs : () => needs
  const declared = (options: O) =>
    ({ env, required: required(options), options: declaration.options ?? {} }) as Check.Declared
  const idOf = ({ id }: Partial<O>) => (typeof id === "string" ? id : declaration.id)

  const made = (options: O, also: ReadonlyArray<Violation> = []) => {
    const mistakes = [...Check.mistakes(declared(options), options), ...also]
    if (mistakes.length > 0) return Effect.fail(misconfigured(mistakes, { provider: idOf(options) }))
    return Effect.flatMap(accounts, ({ provider }) => provider(declaration, options))
  }

  const make = (options: O): Effect.Effect<Provider, RouterError, Transport> =>
    Effect.suspend(() =>
      completing === undefined
        ? made(options)
        : Effect.flatMap(completing(options), ({ mistakes, options }) => made(options as O, mistakes))
    )

  const complete = (options: Partial<O>): Effect.Effect<O, RouterError> =>
    isMissing(options, [...required(options), ...(declaration.wanted ?? [])])
      ? Effect.promise(() => import("./vendor/environment.ts")).pipe(
          Effect.flatMap(({ over }) => over(options, env, idOf(options)))
        )
      : Effect.succeed(options as O)

  const layer: Vendor<O, Id>["layer"] = (given = {}) => {
    const options = given as Partial<O>
    const account = register(Effect.flatMap(complete(options), make))
    return options.optional === true ? Layer.catch(account, leftOut(declaration, idOf(options))) : account
  }

  return { make, layer, env }
}
