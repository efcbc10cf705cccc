import * as Usage from "@turnout/core/Usage"
import { countOf, type Fields, isFields } from "./read.ts"

/** The vendor's own counts, cumulative over the reports of one answer. */
export interface Tally {
  readonly input: number
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly cacheWrite1h: number
  readonly output: number
  readonly thinking: number
  readonly searches: number
  readonly tier: string | undefined
}

const zero: Tally = {
  input: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cacheWrite1h: 0,
  output: 0,
  thinking: 0,
  searches: 0,
  tier: undefined
}

const child = (fields: Fields, name: string): Fields => {
  const value = fields[name]
  return isFields(value) ? value : {}
}

const sum = (rounds: ReadonlyArray<Fields>, name: string): number =>
  rounds.reduce((total, round) => total + (countOf(round[name]) ?? 0), 0)

/** Totals leave out what compacting the context took, unless another model answered in the end. */
const billed = (usage: Fields): Fields => {
  const rounds = Array.isArray(usage["iterations"]) ? usage["iterations"].filter(isFields) : []
  const types = new Set(rounds.map((round) => round["type"]))
  if (!types.has("compaction") || types.has("fallback_message")) return usage
  const counted = rounds.filter(({ type }) => type === "message" || type === "compaction")
  const totals = ["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"]
  return { ...usage, ...Object.fromEntries(totals.map((name) => [name, sum(counted, name)])) }
}

/** A later report corrects the counts that it names; one without any tells nothing. */
export const merge = (before: Tally | undefined, reported: unknown): Tally | undefined => {
  if (!isFields(reported)) return before
  const usage = billed(reported)
  const input = countOf(usage["input_tokens"])
  const output = countOf(usage["output_tokens"])
  if (before === undefined && input === undefined && output === undefined) return undefined
  const tally = before ?? zero
  const tier = usage["service_tier"]
  return {
    input: input ?? tally.input,
    cacheRead: countOf(usage["cache_read_input_tokens"]) ?? tally.cacheRead,
    cacheWrite: countOf(usage["cache_creation_input_tokens"]) ?? tally.cacheWrite,
    cacheWrite1h: countOf(child(usage, "cache_creation")["ephemeral_1h_input_tokens"]) ?? tally.cacheWrite1h,
    output: output ?? tally.output,
    thinking: countOf(child(usage, "output_tokens_details")["thinking_tokens"]) ?? tally.thinking,
    searches: countOf(child(usage, "server_tool_use")["web_search_requests"]) ?? tally.searches,
    tier: typeof tier === "string" && tier !== "" ? tier : tally.tier
  }
}

/** Input counts leave the cache out here, output counts hold the thinking. */
export const toUsage = (tally: Tally): Usage.Usage => {
  const writes1h = Math.min(tally.cacheWrite1h, tally.cacheWrite)
  const thinking = Math.min(tally.thinking, tally.output)
  return Usage.make({
    input: tally.input,
    cache_read: tally.cacheRead,
    cache_write: tally.cacheWrite - writes1h,
    cache_write_1h: writes1h,
    output: tally.output - thinking,
    reasoning: thinking,
    web_search: tally.searches
  })
}
