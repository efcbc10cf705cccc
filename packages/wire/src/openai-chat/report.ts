import type { StatedCost, UsageReport } from "@turnout/core/Event"
import type { JsonObject } from "@turnout/core/Json"
import { grown, nothing } from "../internal/counts.ts"
import { joined, modifiersOf, none } from "../internal/modifiers.ts"
import { statedCost } from "../internal/stated-cost.ts"
import * as Counts from "./counts.ts"
import type { Dialect } from "./dialect.ts"
import { text } from "../internal/json.ts"
import { ofCounts } from "./usage.ts"

/** What a dialect says of usage. */
type Told = Pick<Dialect, "costs" | "reasoningTokens" | "servedTiers">

/** All reports of one answer so far. */
export interface Report {
  counts: Counts.Counts
  tier: string | undefined
  modifiers: ReadonlyArray<string>
  cost: StatedCost | undefined
  /** It says more than was told. */
  pending: boolean
}

export const start = (): Report => ({
  counts: nothing,
  tier: undefined,
  modifiers: none,
  cost: undefined,
  pending: false
})

/** One more of them: nothing that was said before is erased. */
export const read = (report: Report, usage: JsonObject, dialect: Told): void => {
  report.counts = grown(report.counts, Counts.read(usage))
  report.modifiers = joined(report.modifiers, modifiersOf(usage))
  const cost = statedCost(usage, dialect.costs)
  if (cost !== undefined && cost.usd >= (report.cost?.usd ?? 0)) report.cost = cost
  report.tier = text(usage["service_tier"]) ?? report.tier
  report.pending = true
}

/** What is not told yet; undefined where nothing was counted, and no cost stated. `tier` is that of the envelope. */
export const tell = (report: Report, tier: string | undefined, dialect: Told): UsageReport | undefined => {
  if (!report.pending) return undefined
  report.pending = false
  const { cost, counts, modifiers } = report
  const usage = ofCounts(counts, dialect.reasoningTokens)
  if (usage === undefined && cost === undefined) return undefined
  const served = tier ?? report.tier
  const word = served === undefined ? undefined : (dialect.servedTiers[served] ?? served)
  const event: { -readonly [field in keyof UsageReport]: UsageReport[field] } = {
    type: "usage",
    usage: usage ?? {}
  }
  if (word !== undefined) event.tier = word
  if (modifiers.length > 0) event.modifiers = modifiers
  if (cost !== undefined) event.cost = cost
  return event
}
