/**
 * A vendor's options as a `Config`, for hosts that compose configurations, in an entry of its own: `effect/Config` loads
 * schemas, which nothing else of an account needs.
 */
import type { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { RouterError } from "@turnout/core/RouterError"
import * as Config from "effect/Config"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { Transport } from "./Transport.ts"
import type { BaseOptions, Options, Vendor } from "./Vendor.ts"
import { isBlank } from "./vendor/check.ts"
import { variablesOf } from "./vendor/env.ts"

/** The exports of the entry `config` of a provider package. */
export interface VendorConfig<O extends BaseOptions = Options> {
  /** The options from the environment; a variable that is empty states nothing. */
  readonly config: Config.Config<Partial<O>>
  /** The account configured by the environment. */
  readonly layerConfig: Layer.Layer<never, RouterError, ProviderRegistry | Transport>
}

/** The configuration of a vendor, from the variables of its declaration. */
export const of = <O extends BaseOptions = Options>({ env, layer }: Vendor<O, string>): VendorConfig<O> => {
  const variables = (Object.entries(env) as ReadonlyArray<[string, string]>).flatMap(([option, named]) =>
    variablesOf(named).map((variable) => [option, variable] as const)
  )
  const values = variables.map(([option, variable]) => {
    const value: Config.Config<unknown> =
      option === "apiKey" ? Config.Redacted(variable) : Config.String(variable)
    return [variable, Config.option(value)] as const
  })
  const config = Config.all(Object.fromEntries(values)).pipe(
    Config.map((read) => {
      const stated: { [option: string]: unknown } = {}
      for (const [option, variable] of variables) {
        const value = Option.getOrUndefined(read[variable]!)
        if (!isBlank(value)) stated[option] ??= value
      }
      return stated as Partial<O>
    })
  )
  return { config, layerConfig: layer() }
}
