import type { StatedCost, UsageReport } from "@turnout/core/Event"
import * as Usage from "@turnout/core/Usage"
import { grown, told } from "../internal/counts.ts"
import { joined, modifiersOf } from "../internal/modifiers.ts"
import { type CostField, statedCost } from "../internal/stated-cost.ts"
import { countOf, type Fields, isFields, textOf } from "./read.ts"

/** The vendor's own counts, cumulative over the reports of one answer; what it did not count is absent. */
interface Counts {
  readonly input?: number
  readonly cacheRead?: number
  readonly cacheWrite?: number
  readonly cacheWrite5m?: number
  readonly cacheWrite1h?: number
  readonly output?: number
  readonly thinking?: number
  readonly searches?: number
}

/** All reports of one answer so far. */
export interface Tally {
  readonly counts: Counts
  readonly tier: string | undefined
  readonly speed: string | undefined
  readonly modifiers: ReadonlyArray<string>
  readonly cost: StatedCost | undefined
}

const child = (fields: Fields, name: string): Fields => {
  const value = fields[name]
  return isFields(value) ? value : {}
}

/** What the rounds of an answer add up to; a field that none of them has is absent. */
const sum = (rounds: ReadonlyArray<Fields>, name: string): number | undefined => {
  let total: number | undefined
  for (const round of rounds) {
    const tokens = countOf(round[name])
    if (tokens !== undefined) total = (total ?? 0) + tokens
  }
  return total
}

const larger = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.max(one, other)

/** Rounds that this model answered and pays for; those of others are billed at another price. */
const own = new Set<unknown>(["message", "compaction"])

const roundsOf = (usage: Fields): ReadonlyArray<Fields> =>
  Array.isArray(usage["iterations"]) ? usage["iterations"].filter(isFields) : []

/** Totals leave out what compacting the context took, unless another model answered in the end. */
const countsOf = (usage: Fields): Counts => {
  const rounds = roundsOf(usage)
  const isWhole = rounds.some(({ type }) => type === "fallback_message")
  const counted = isWhole ? [] : rounds.filter(({ type }) => own.has(type))
  const total = (name: string) => larger(countOf(usage[name]), sum(counted, name))
  const lifetimes = child(usage, "cache_creation")
  return told({
    input: total("input_tokens"),
    cacheRead: total("cache_read_input_tokens"),
    cacheWrite: total("cache_creation_input_tokens"),
    cacheWrite5m: countOf(lifetimes["ephemeral_5m_input_tokens"]),
    cacheWrite1h: countOf(lifetimes["ephemeral_1h_input_tokens"]),
    output: total("output_tokens"),
    thinking: countOf(child(usage, "output_tokens_details")["thinking_tokens"]),
    searches: countOf(child(usage, "server_tool_use")["web_search_requests"])
  })
}

/** A count only grows, and a report that leaves one out, or says zero, erases none; a report of nothing tells nothing. */
export const merge = (
  before: Tally | undefined,
  reported: unknown,
  costs: ReadonlyArray<CostField>
): Tally | undefined => {
  if (!isFields(reported)) return before
  const counts = grown(before?.counts ?? {}, countsOf(reported))
  const cost = statedCost(reported, costs)
  if (counts.input === undefined && counts.output === undefined && cost === undefined) return before
  // `speed` has a rate of its own, where the price states one: it is a tier by another name.
  const { speed: _, ...rest } = reported
  const others = roundsOf(reported)
    .map(({ type }) => type)
    .filter((type) => !own.has(type))
    .map((type) => `iteration: ${String(type).slice(0, 40)}`)
  return {
    counts,
    tier: textOf(reported["service_tier"]) ?? before?.tier,
    speed: textOf(reported["speed"]) ?? before?.speed,
    modifiers: joined(before?.modifiers ?? [], [...modifiersOf(rest), ...others]),
    cost: cost !== undefined && cost.usd >= (before?.cost?.usd ?? 0) ? cost : before?.cost
  }
}

/** Input counts leave the cache out here, output counts hold the thinking. */
export const toUsage = ({ counts }: Tally): Usage.Usage => {
  const { cacheRead, cacheWrite1h, input, output, searches, thinking } = counts
  const lifetimes = (counts.cacheWrite5m ?? 0) + (cacheWrite1h ?? 0)
  const cacheWrite = larger(counts.cacheWrite, lifetimes === 0 ? undefined : lifetimes)
  const isAssumed =
    input === undefined ||
    output === undefined ||
    (thinking ?? 0) > output ||
    (counts.cacheWrite !== undefined && lifetimes > counts.cacheWrite)
  return Usage.make({
    input,
    cache_read: cacheRead,
    cache_write: cacheWrite === undefined ? undefined : cacheWrite - (cacheWrite1h ?? 0),
    cache_write_1h: cacheWrite1h,
    output: output === undefined ? undefined : Math.max(0, output - (thinking ?? 0)),
    reasoning: thinking,
    web_search: searches,
    ...(isAssumed ? { assumed: true } : undefined)
  })
}

const ordinary = new Set<string | undefined>([undefined, "standard", "normal", "default"])

/** What is told of it. */
export const toReport = (tally: Tally): UsageReport => {
  const { cost, modifiers, speed, tier } = tally
  const isFast = !ordinary.has(speed)
  // One rate holds: of two reasons for another one, the second is told beside it.
  const also = isFast && !ordinary.has(tier) ? [...modifiers, `speed: ${speed}`] : modifiers
  const served = isFast && ordinary.has(tier) ? speed : tier
  return {
    type: "usage",
    usage: toUsage(tally),
    ...(served === undefined ? {} : { tier: served }),
    ...(also.length === 0 ? {} : { modifiers: also }),
    ...(cost === undefined ? {} : { cost })
  }
}
