import type { DataPolicy } from "@turnout/core/Endpoint"
import { normalizeName } from "@turnout/core/ProviderName"
import type { Constraint } from "../constraint/contract.ts"

// An unknown property does not satisfy a caller that requires it.

export const region: Constraint = {
  reason: "region",
  compile: ({ region: chain, routing: { regions } }) =>
    regions === undefined && chain === undefined
      ? undefined
      : ({ endpoint }) => {
          const offered = endpoint.facts.regions
          if (offered === undefined) return regions === undefined ? undefined : "unknown"
          return matching(offered, chain, regions).length > 0 ? undefined : offered.join(", ")
        }
}

/** What is offered of the regions that a caller wants and allows: in the order of the chain, else of what is allowed. */
export const matching = (
  offered: ReadonlyArray<string>,
  chain: ReadonlyArray<string> | undefined,
  allowed: ReadonlyArray<string> | undefined
): ReadonlyArray<string> => {
  const wanted = (chain ?? allowed ?? []).filter((name) => allowed === undefined || isIn(allowed, name))
  const found = wanted.flatMap((name) => offered.filter((each) => isIn([name], each)))
  return [...new Set(found)]
}

/** Regions are compared without case, `-` and `_`. */
export const isIn = (offered: ReadonlyArray<string>, region: string): boolean =>
  offered.some((name) => normalizeName(name) === normalizeName(region))

export const quantization: Constraint = {
  reason: "quantization",
  compile: ({ routing: { quantizations } }) => {
    if (quantizations === undefined) return undefined
    const wanted = new Set(quantizations.map(normalizeName))
    return ({ endpoint: { facts } }) =>
      facts.quantization === undefined
        ? "unknown"
        : wanted.has(normalizeName(facts.quantization))
          ? undefined
          : facts.quantization
  }
}

const strictness: { readonly [policy in DataPolicy]: number } = { none: 0, no_training: 1, zdr: 2 }

export const dataPolicy: Constraint = {
  reason: "data_policy",
  compile: ({ routing: { data_policy: wanted } }) =>
    wanted === undefined || wanted === "none"
      ? undefined
      : ({ endpoint: { facts } }) =>
          facts.data_policy === undefined
            ? "unknown"
            : strictness[facts.data_policy] >= strictness[wanted]
              ? undefined
              : facts.data_policy
}
