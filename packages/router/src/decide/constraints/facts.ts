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
          const isAllowed = regions === undefined || regions.some((name) => isIn(offered, name))
          const isAsked = chain === undefined || chain.some((name) => isIn(offered, name))
          return isAllowed && isAsked ? undefined : offered.join(", ")
        }
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
