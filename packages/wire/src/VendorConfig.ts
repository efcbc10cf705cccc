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

/** The exports of the entry `config` of a provider package. */
export interface VendorConfig<O extends BaseOptions = Options> {
  /** The options from the environment; a variable that is empty states nothing. */
  readonly config: Config.Config<Partial<O>>
  /** The account configured by the environment. */
  readonly layerConfig: Layer.Layer<never, RouterError, ProviderRegistry | Transport>
}

/** The configuration of a vendor, from the variables of its declaration. */
export const of = <O extends BaseOptions = Options>({ env, layer }: Vendor<O>): VendorConfig<O> => {
  const variables = Object.entries(env) as ReadonlyArray<[string, string]>
  const values = variables.map(([option, variable]) => {
    const value: Config.Config<unknown> =
      option === "apiKey" ? Config.Redacted(variable) : Config.String(variable)
    return [option, Config.option(value)] as const
  })
  const config = Config.all(Object.fromEntries(values)).pipe(
    Config.map((read) => {
      const stated = Object.entries(read).map(([name, value]) => [name, Option.getOrUndefined(value)])
      return Object.fromEntries(stated.filter(([, value]) => !isBlank(value))) as Partial<O>
    })
  )
  return { config, layerConfig: layer() }
}
