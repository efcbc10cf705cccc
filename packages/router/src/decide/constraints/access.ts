import type { Tier } from "@turnout/core/Endpoint"
import type { Check, Constraint, Verdict } from "../constraint/contract.ts"
import { tierAt } from "../constraint/tier.ts"

/** Candidates are sorted by id, so those of a provider are adjacent: one check for all of them. */
const perProvider = (ask: (provider: string) => string | undefined): Check => {
  let last: string | undefined
  let verdict: Verdict
  return ({ endpoint }) => {
    if (endpoint.provider !== last) {
      last = endpoint.provider
      verdict = ask(last)
    }
    return verdict
  }
}

export const credential: Constraint = {
  reason: "credential",
  holds: ({ keys, routing }, { providers }) => {
    if (routing.only_byok === true || routing.only_platform === true) return false
    for (let index = 0; index < providers.length; index++) {
      const { byok, platform } = keys(providers[index]!)
      if (!byok && !platform) return false
    }
    return true
  },
  compile: ({ keys, routing }) =>
    perProvider((provider) => {
      const { byok, platform } = keys(provider)
      if (routing.only_byok === true) return byok ? undefined : "the caller has no key for it"
      if (routing.only_platform === true) return platform ? undefined : "the host has no key for it"
      return byok || platform ? undefined : "there is no key for it"
    })
}

export const tier: Constraint = {
  reason: "tier",
  holds: ({ routing }, { tiers }) =>
    tiers.size === 1 && tiers.has((routing.tier ?? "standard") as Tier) && routing.tier !== "batch",
  compile: ({ routing }) => {
    const wanted = routing.tier ?? "standard"
    return ({ endpoint, named }) =>
      endpoint.tier === "batch" || wanted === "batch"
        ? "batch does not answer a chat"
        : tierAt(endpoint, wanted) === wanted || (named && routing.tier === undefined)
          ? undefined
          : endpoint.tier
  }
}

export const provider: Constraint = {
  reason: "provider",
  compile: ({ allowed, denied }) =>
    allowed === undefined && denied === undefined
      ? undefined
      : perProvider((provider) =>
          denied?.has(provider) === true
            ? "excluded by the caller"
            : allowed?.has(provider) === false
              ? "not among the allowed"
              : undefined
        )
}
