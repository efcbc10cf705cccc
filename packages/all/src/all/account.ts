import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { RouterError } from "@turnout/core/RouterError"
import type { Transport } from "@turnout/wire/Transport"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { shared } from "./shared-variables.ts"
import type { Vendor } from "./vendors.ts"

/** The vendor's account if the environment holds all of its variables, else a note that it is not configured. */
export const accountOf = (
  vendor: Vendor,
  named: boolean
): Layer.Layer<never, RouterError, ProviderRegistry | Transport> =>
  Layer.unwrap(
    Effect.flatMap(missingOf([vendor], named), ([missing = []]) =>
      missing.length === 0
        ? Effect.map(Effect.promise(vendor.load), ({ layer }) => layer())
        : Effect.succeed(leftOut(vendor, missing))
    )
  )

const leftOut = ({ catalog, provider }: Vendor, variables: ReadonlyArray<string>) =>
  Layer.effectDiscard(
    Effect.flatMap(ProviderRegistry, (registry) =>
      registry.leaveOut({ provider, ...(catalog === undefined ? {} : { catalog }), variables })
    )
  )

/** Of each vendor, the variables that the environment does not hold. `named`: the host has chosen these vendors. */
export const missingOf = (
  vendors: ReadonlyArray<Vendor>,
  named: boolean
): Effect.Effect<ReadonlyArray<ReadonlyArray<string>>, RouterError> =>
  Effect.promise(() => import("@turnout/wire/Environment")).pipe(
    Effect.flatMap(({ read }) => read(vendors.flatMap(({ variables }) => variables.flat()))),
    Effect.map((stated) =>
      vendors.map(({ variables }) =>
        variables
          .map((any) => [any].flat())
          .map((any) => (named ? any : own(any)))
          .filter((any) => !any.some((variable) => stated.has(variable)))
          .map((any) => any.join(" or "))
      )
    )
  )

/** Those that stand for nothing else; where all do, none is enough. */
const own = (variables: ReadonlyArray<string>): ReadonlyArray<string> => {
  const left = variables.filter((variable) => !shared.has(variable))
  return left.length === 0 ? [`${variables.join(" or ")}, with the vendor in 'only'`] : left
}

export const isSet = (missing: ReadonlyArray<string>): boolean => missing.length === 0
