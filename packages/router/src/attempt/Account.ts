import type { RequestFacts } from "@turnout/core/Candidate"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { StatedCost, UsageReport } from "@turnout/core/Event"
import type * as Fold from "@turnout/core/Fold"
import * as Price from "@turnout/core/Price"
import type { AttemptCost, RoutingCost } from "@turnout/core/RoutingMetadata"
import * as Usage from "@turnout/core/Usage"

export interface Charge {
  readonly cost: Price.Cost
  readonly payer: "platform" | "byok"
}

/** A vendor's usage report of an attempt, its counts checked against the answer. */
export type Report = Fold.Report

/** A report that is silent of the tier: the one that was asked for is assumed. */
export const served = (report: Report, tier: string | undefined): Report =>
  tier === undefined || report.tier !== undefined
    ? report
    : { ...report, tier, modifiers: [...(report.modifiers ?? []), `tier: ${tier}`] }

/** The cost of usage at an endpoint: as the vendor states it, else by the endpoint's price. */
export const charge = (
  endpoint: Endpoint,
  { cost: stated, modifiers, tier, usage }: Report,
  payer: Charge["payer"],
  now: number
): Charge => {
  const cost = Price.cost(endpoint.facts.prices, usage, {
    now,
    tier,
    modifiers,
    cacheWrite1hFactor: endpoint.facts.cache_write_1h_factor
  })
  return { cost: stated === undefined ? cost : settled(cost, stated), payer }
}

/** Upper bound of a stated cost, as a factor of the computed one plus a constant: searches are billed per use. */
const mostTimes = 100
const mostBesides = 10e9

/**
 * The cost stated by the vendor, with the computed one beside it. A stated 0 for priced tokens, or more than any
 * call can cost, is not used.
 */
const settled = (computed: Price.Cost, stated: StatedCost): Price.Cost => {
  const nanos = Price.nanos(stated.usd)
  const own = computed.nanos
  const isBelieved = nanos <= mostBesides + mostTimes * (own ?? 0) && (nanos > 0 || !own)
  if (!isBelieved) return computed.confidence === "exact" ? { ...computed, confidence: "assumed" } : computed
  const isPartial = stated.partial === true
  return {
    ...computed,
    nanos: isPartial ? nanos + (own ?? 0) : nanos,
    confidence: isPartial ? "assumed" : stated.confidence,
    ...(own === undefined ? {} : { computed_nanos: own })
  }
}

/** Used if a model's limits are unknown. */
const unknownWindow = 524_288

/** Bounds that a vendor's counts of an attempt are checked against. */
export const sent = (
  { facts: { capabilities, limits } }: Endpoint,
  { choices, output_tokens, prompt_tokens }: Pick<RequestFacts, "choices" | "output_tokens" | "prompt_tokens">
): Usage.Sent => {
  const window = limits.context ?? unknownWindow
  const isTold = capabilities.params["max_completion_tokens"]?.support !== "no"
  return {
    prompt: prompt_tokens,
    mostInput: Math.max(window, limits.input ?? 0, bytesPerEstimate * prompt_tokens),
    ...(output_tokens === undefined || !isTold ? {} : { askedOutput: output_tokens * choices }),
    mostOutput: Math.max(limits.output ?? window, output_tokens ?? 0) * choices
  }
}

/** The estimate assumes four bytes per token. */
const bytesPerEstimate = 4

export interface CutOff extends Pick<RequestFacts, "choices" | "output_tokens" | "prompt_tokens"> {
  /** Usage reported before the attempt ended. */
  readonly report?: UsageReport | undefined
  /** UTF-16 units of the partial answer. */
  readonly written: number
  /** The service tier that was asked for: assumed where nothing was reported of it. */
  readonly tier?: string | undefined
}

/** The checked usage report of an attempt without an answer; undefined if nothing was reported. */
const reportOf = (
  endpoint: Endpoint,
  { report, tier: _tier, written, ...facts }: CutOff
): Report | undefined => {
  if (report === undefined) return undefined
  const { type: _, ...told } = report
  const usage = Usage.settled(report.usage, {
    sent: sent(endpoint, facts),
    written,
    reasoned: false,
    more: (report.usage.web_search ?? 0) > 0 || report.modifiers !== undefined
  })
  return usage === undefined && report.cost === undefined ? undefined : { ...told, usage }
}

/** The charge of a failed attempt that reported usage. */
export const reported = (
  endpoint: Endpoint,
  cut: CutOff,
  payer: Charge["payer"],
  now: number
): Charge | undefined => {
  const report = reportOf(endpoint, cut)
  return report === undefined ? undefined : charge(endpoint, served(report, cut.tier), payer, now)
}

/** The assumed charge of an interrupted answer: its prompt, and the output received by then. */
export const assumed = (endpoint: Endpoint, cut: CutOff, payer: Charge["payer"], now: number): Charge => {
  const report = reportOf(endpoint, cut)
  const base = report?.usage ?? Usage.make({ input: cut.prompt_tokens })
  const missing = Math.ceil(cut.written / charactersPerToken) - Usage.outputTotal(base)
  const usage: Usage.Usage = {
    ...base,
    ...(missing > 0 ? { output: (base.output ?? 0) + missing } : {}),
    assumed: true
  }
  const { cost, payer: by } = charge(endpoint, served({ ...report, usage }, cut.tier), payer, now)
  // A cost stated earlier may not include later output.
  const nanos = cost.nanos === undefined ? undefined : Math.max(cost.nanos, cost.computed_nanos ?? 0)
  const isExact = cost.confidence === "exact"
  return {
    cost: {
      ...cost,
      ...(nanos === undefined ? {} : { nanos }),
      ...(isExact ? { confidence: "assumed" } : {})
    },
    payer: by
  }
}

const charactersPerToken = 4

export const toAttemptCost = ({ cost, payer }: Charge): AttemptCost => {
  const told: { -readonly [field in keyof AttemptCost]: AttemptCost[field] } = {
    confidence: cost.confidence,
    buckets: cost.buckets,
    payer
  }
  if (cost.nanos !== undefined) told.usd = Price.usd(cost.nanos)
  if (cost.computed_nanos !== undefined) told.computed_usd = Price.usd(cost.computed_nanos)
  if (cost.source !== undefined) told.price_source = cost.source
  if (cost.date !== undefined) told.price_date = cost.date
  return told
}

/**
 * The cost of a call: the sum over attempts in nano-dollars. Absent if the answering attempt's cost is unknown,
 * since a sum without it would be wrong.
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
