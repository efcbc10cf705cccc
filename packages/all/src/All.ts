import * as Check from "@turnout/core/Options"
import type { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { RouterError } from "@turnout/core/RouterError"
import type { Transport } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { accountOf, isSet, missingOf } from "./all/account.ts"
import { type VendorId, type Vendor, vendors } from "./all/vendors.ts"

export type { VendorId } from "./all/vendors.ts"

export interface Options {
  /**
   * The vendors to search for. Default: all, but not by variables that stand on many machines for other reasons, such as
   * `HF_TOKEN`.
   */
  readonly only?: ReadonlyArray<VendorId> | undefined
  /** Vendors that are not used, whatever the environment holds. Default: none. */
  readonly except?: ReadonlyArray<VendorId> | undefined
  /** Whether the environment may hold no account at all. Default: false. */
  readonly optional?: boolean | undefined
}

/** An account that is registered if the environment holds what it needs. */
export type Account = Layer.Layer<never, RouterError, ProviderRegistry | Transport>

const ids: ReadonlyArray<VendorId> = vendors.map(({ provider }) => provider)

const check = Check.object<Options>({
  only: Check.list(Check.oneOf(...ids)),
  except: Check.list(Check.oneOf(...ids)),
  optional: Check.boolean
})

/**
 * An account of each vendor whose variables the environment holds: a list of layers, as `providers` of a router. The
 * code of a vendor is loaded only then. The other vendors are `unconfigured` in the router's list of providers, and
 * named where a model is not found.
 */
export const fromEnvironment = (options: Options = {}): ReadonlyArray<Account> => {
  const mistake = Check.mistake(check, options, { name: "fromEnvironment" })
  if (mistake !== undefined) return [Layer.effectDiscard(Effect.fail(mistake))]
  const { except = [], only = ids, optional = false } = options
  const searched = vendors.filter(({ provider }) => only.includes(provider) && !except.includes(provider))
  const isNamed = options.only !== undefined
  const accounts = searched.map((vendor) => accountOf(vendor, isNamed))
  return optional ? accounts : [...accounts, some(searched, isNamed)]
}

/** Fails if no account is there at all. */
const some = (searched: ReadonlyArray<Vendor>, named: boolean): Account =>
  Layer.effectDiscard(
    Effect.flatMap(missingOf(searched, named), (missing) =>
      missing.some(isSet) ? Effect.void : Effect.fail(none(missing))
    )
  )

/** `missing`: of each vendor, what it lacks. */
const none = (missing: ReadonlyArray<ReadonlyArray<string>>): RouterError => {
  const variables = missing.map((each) => each.join(" and ")).join(", ")
  const message =
    variables === ""
      ? "No vendor is left to search for."
      : `The environment holds no vendor's account. Set one of: ${variables}.`
  return Check.misconfigured([{ param: "providers", code: "missing_required_parameter", message }])
}

/** The accounts as one layer, for hosts that compose layers. */
export const layer = (options: Options = {}): Account => {
  const [first = Layer.empty, ...others] = fromEnvironment(options)
  return Layer.mergeAll(first, ...others)
}

/** The accounts of the environment, of all vendors. */
export const layerConfig: Account = layer()
