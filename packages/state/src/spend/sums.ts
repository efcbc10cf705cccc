import * as Price from "@turnout/core/Price"
import type { Receipt } from "@turnout/router/Receipt"
import type { By } from "./by.ts"

/** Tokens by bucket, as vendors reported them. */
export interface Tokens {
  readonly prompt: number
  /** Of the prompt. */
  readonly cached: number
  readonly cache_write: number
  readonly completion: number
  /** Of the completion. */
  readonly reasoning: number
}

/** Amounts are USD as exact decimals. */
export interface SpendRow {
  /** The value of each `by`; null: the call has none. */
  readonly key: { readonly [by in By]?: string | null }
  readonly calls: number
  readonly answered: number
  readonly failed: number
  readonly interrupted: number
  /** Calls that copied others for comparison (`RouterOptions.shadow`); included in `calls`. */
  readonly shadows: number
  readonly tokens: Tokens
  /** Of attempts whose cost is exact, and of those where a part was assumed. They add up. */
  readonly exact_usd: string
  readonly assumed_usd: string
  /** Attempts whose cost is unknown: in no sum. */
  readonly unknown: number
  /** What prompt caches of vendors and the router's own cache saved. */
  readonly saved_by_cache_usd: string
  /** What the dearest viable endpoint would have cost beyond the one that answered, both as expected before the call. */
  readonly saved_by_routing_usd: string
}

/** Sums in whole nano-dollars. */
export interface Sums {
  calls: number
  answered: number
  failed: number
  interrupted: number
  shadows: number
  prompt: number
  cached: number
  cache_write: number
  completion: number
  reasoning: number
  exact: number
  assumed: number
  unknown: number
  cache: number
  routing: number
}

export const sums = (): Sums => ({
  calls: 0,
  answered: 0,
  failed: 0,
  interrupted: 0,
  shadows: 0,
  prompt: 0,
  cached: 0,
  cache_write: 0,
  completion: 0,
  reasoning: 0,
  exact: 0,
  assumed: 0,
  unknown: 0,
  cache: 0,
  routing: 0
})

export const add = (into: Sums, receipt: Receipt): void => {
  const { attempts, estimates, outcome, routing, shadow_of, usage } = receipt
  into.calls += 1
  into[outcome] += 1
  if (shadow_of !== undefined) into.shadows += 1
  // Another call's answer: its tokens are told there.
  if (routing?.cache?.of === undefined) {
    into.prompt += usage?.prompt_tokens ?? 0
    into.cached += usage?.prompt_tokens_details?.cached_tokens ?? 0
    into.cache_write += usage?.prompt_tokens_details?.cache_write_tokens ?? 0
    into.completion += usage?.completion_tokens ?? 0
    into.reasoning += usage?.completion_tokens_details?.reasoning_tokens ?? 0
  }
  for (const { cost } of attempts) {
    if (cost === undefined) continue
    if (cost.usd === undefined || cost.confidence === "unknown") into.unknown += 1
    if (cost.usd !== undefined)
      into[cost.confidence === "exact" ? "exact" : "assumed"] += Price.nanos(cost.usd)
  }
  const { cache_savings_usd = 0, saved_usd = 0 } = routing?.cost ?? {}
  into.cache += Price.nanos(cache_savings_usd) + Price.nanos(saved_usd)
  if (estimates !== undefined) {
    into.routing += Math.max(0, Price.nanos(estimates.dearest_usd) - Price.nanos(estimates.answering_usd))
  }
}

/** Whole nano-dollars as USD, without a rounding. */
export const decimal = (nanos: number): string => {
  const digits = String(Math.abs(nanos)).padStart(10, "0")
  const fraction = digits.slice(-9).replace(/0+$/, "")
  const whole = digits.slice(0, -9)
  return `${nanos < 0 ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`
}

export const toRow = (key: SpendRow["key"], of: Sums): SpendRow => ({
  key,
  calls: of.calls,
  answered: of.answered,
  failed: of.failed,
  interrupted: of.interrupted,
  shadows: of.shadows,
  tokens: {
    prompt: of.prompt,
    cached: of.cached,
    cache_write: of.cache_write,
    completion: of.completion,
    reasoning: of.reasoning
  },
  exact_usd: decimal(of.exact),
  assumed_usd: decimal(of.assumed),
  unknown: of.unknown,
  saved_by_cache_usd: decimal(of.cache),
  saved_by_routing_usd: decimal(of.routing)
})
