import type { Endpoint } from "@turnout/core/Endpoint"
import * as Price from "@turnout/core/Price"
import type { AttemptCost, RoutingCost } from "@turnout/core/RoutingMetadata"
import * as Usage from "@turnout/core/Usage"

export interface Charge {
  readonly cost: Price.Cost
  readonly payer: "platform" | "byok"
}

/** What usage at an endpoint cost, at the tier that was served. */
export const charge = (
  endpoint: Endpoint,
  usage: Usage.Usage,
  servedTier: string | undefined,
  payer: Charge["payer"],
  now: number
): Charge => ({
  cost: Price.cost(endpoint.facts.prices, usage, {
    now,
    ...(servedTier === undefined ? {} : { tier: servedTier }),
    cacheWrite1hFactor: endpoint.facts.cache_write_1h_factor
  }),
  payer
})

export interface CutOff {
  readonly prompt_tokens: number
  readonly choices: number
  /** What had been reported until then. */
  readonly usage?: { readonly usage: Usage.Usage; readonly tier?: string } | undefined
  /** UTF-16 units of the answer as far as it had come. */
  readonly written: number
}

/** What an answer that was cut off cost: its prompt, and what had been written by then. */
export const assumed = (
  endpoint: Endpoint,
  { prompt_tokens, usage: reported, written }: CutOff,
  payer: Charge["payer"],
  now: number
): Charge => {
  const base = reported?.usage ?? Usage.make({ input: prompt_tokens })
  const missing = Math.ceil(written / charactersPerToken) - Usage.outputTotal(base)
  const usage = missing > 0 ? { ...base, output: base.output + missing } : base
  const made = charge(endpoint, usage, reported?.tier, payer, now)
  const { cost } = made
  return cost.confidence === "exact" ? { ...made, cost: { ...cost, confidence: "assumed" } } : made
}

const charactersPerToken = 4

export const toAttemptCost = ({ cost, payer }: Charge): AttemptCost => ({
  ...(cost.nanos === undefined ? {} : { usd: Price.usd(cost.nanos) }),
  confidence: cost.confidence,
  buckets: cost.buckets,
  ...(cost.source === undefined ? {} : { price_source: cost.source }),
  ...(cost.date === undefined ? {} : { price_date: cost.date }),
  payer
})

/**
 * The cost of a call: attempts added up in nano-dollars. Absent where the answering attempt's is unknown, since
 * a sum without it would be a claim.
 */
export const total = (
  answering: Charge | undefined,
  others: ReadonlyArray<Charge>
): RoutingCost | undefined => {
  const answered = answering?.cost.nanos
  if (answering === undefined || answered === undefined) return undefined
  let nanos = answered
  for (const other of others) nanos += other.cost.nanos ?? 0
  const saved = answering.cost.cache_savings_nanos
  if (saved === undefined || saved <= 0) return { usd: Price.usd(nanos) }
  return {
    usd: Price.usd(nanos),
    cache_savings_percent: Math.round((saved / (answered + saved)) * 10_000) / 100,
    cache_savings_usd: Price.usd(saved)
  }
}
