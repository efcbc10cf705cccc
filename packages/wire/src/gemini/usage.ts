import type { UsageReport } from "@turnout/core/Event"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Usage from "@turnout/core/Usage"
import * as Counted from "../internal/counts.ts"
import { array, count, object, text } from "../internal/json.ts"
import { modifiersOf } from "../internal/modifiers.ts"

/** The vendor's counts, cumulative over the chunks of one answer; what it did not count is absent. */
interface Counts {
  readonly prompt?: number
  readonly tools?: number
  readonly cached?: number
  readonly answer?: number
  readonly thoughts?: number
  readonly total?: number
  readonly audioIn?: number
  readonly imageIn?: number
  /** Of the audio and images of the prompt, what was read from the cache. */
  readonly audioCached?: number
  readonly imageCached?: number
  readonly audioOut?: number
  readonly imageOut?: number
}

/** All reports of one answer so far. */
export interface Tally {
  readonly counts: Counts
  readonly tier: string | undefined
  readonly modifiers: ReadonlyArray<string>
}

/** Tokens of one modality; a list that does not name it says nothing of it. */
const modality = (value: Json | undefined, name: string): number | undefined => {
  let tokens: number | undefined
  for (const entry of array(value)) {
    const fields = object(entry)
    if (fields?.["modality"] !== name) continue
    const counted = count(fields["tokenCount"])
    if (counted !== undefined) tokens = (tokens ?? 0) + counted
  }
  return tokens
}

const countsOf = (usage: JsonObject): Counts =>
  Counted.told({
    prompt: count(usage["promptTokenCount"]),
    tools: count(usage["toolUsePromptTokenCount"]),
    cached: count(usage["cachedContentTokenCount"]),
    answer: count(usage["candidatesTokenCount"]),
    thoughts: count(usage["thoughtsTokenCount"]),
    total: count(usage["totalTokenCount"]),
    audioIn: modality(usage["promptTokensDetails"], "AUDIO"),
    imageIn: modality(usage["promptTokensDetails"], "IMAGE"),
    audioCached: modality(usage["cacheTokensDetails"], "AUDIO"),
    imageCached: modality(usage["cacheTokensDetails"], "IMAGE"),
    audioOut: modality(usage["candidatesTokensDetails"], "AUDIO"),
    imageOut: modality(usage["candidatesTokensDetails"], "IMAGE")
  })

/** What a host calls how it served: a rate of its own, where the price states one. */
const tiers: { readonly [traffic: string]: string } = {
  ON_DEMAND_PRIORITY: "priority",
  ON_DEMAND_FLEX: "flex"
}

export const merge = (before: Tally | undefined, usage: JsonObject): Tally | undefined => {
  const counts = Counted.grown(before?.counts ?? {}, countsOf(usage))
  if (Object.keys(counts).length === 0) return undefined
  const traffic = text(usage["trafficType"]) ?? ""
  const { trafficType: _, ...rest } = usage
  const isTier = Object.hasOwn(tiers, traffic)
  return {
    counts,
    tier: text(usage["serviceTier"]) ?? (isTier ? tiers[traffic] : undefined) ?? before?.tier,
    modifiers: [...new Set([...(before?.modifiers ?? []), ...modifiersOf(isTier ? rest : usage)])]
  }
}

/** A part of a total, no larger than what is left of it. */
const taker = (total: number) => {
  let left = total
  return {
    take: (part: number | undefined): number | undefined => {
      if (part === undefined) return undefined
      const taken = Math.min(part, left)
      left -= taken
      return taken
    },
    rest: () => left
  }
}

const beside = (part: number | undefined, within: number | undefined): number | undefined =>
  part === undefined ? undefined : Math.max(0, part - (within ?? 0))

/**
 * The prompt holds what was cached, and tools' results come on top; the answer leaves the thoughts out. Where the
 * vendor's own sum is another one, the larger reading counts, and is assumed.
 */
export const toUsage = ({ counts }: Tally): Usage.Usage => {
  const { answer, cached, prompt, thoughts, tools, total } = counts
  const isToldIn = prompt !== undefined || tools !== undefined
  const input = (prompt ?? 0) + (tools ?? 0)
  // Early chunks, and answers of thoughts alone, have no count of the answer.
  const output = (answer ?? 0) + (thoughts ?? 0)
  const unexplained = total === undefined ? 0 : total - input - output
  const [moreIn, moreOut] = isToldIn ? [0, Math.max(0, unexplained)] : [Math.max(0, unexplained), 0]
  const read = taker(Math.max(input + moreIn, cached ?? 0))
  const said = taker(output + moreOut)
  const cache_read = read.take(cached)
  const input_audio = read.take(beside(counts.audioIn, counts.audioCached))
  const input_image = read.take(beside(counts.imageIn, counts.imageCached))
  const reasoning = said.take(thoughts)
  const output_audio = said.take(counts.audioOut)
  const output_image = said.take(counts.imageOut)
  const isAssumed = unexplained !== 0 || (isToldIn && (cached ?? 0) > input)
  const hasOutput = answer !== undefined || moreOut > 0
  return Usage.make({
    input: isToldIn || moreIn > 0 || cached !== undefined ? read.rest() : undefined,
    cache_read,
    input_audio,
    input_image,
    output: hasOutput ? said.rest() : undefined,
    reasoning,
    output_audio,
    output_image,
    ...(isAssumed ? { assumed: true } : undefined)
  })
}

export const toReport = (tally: Tally): UsageReport => ({
  type: "usage",
  usage: toUsage(tally),
  ...(tally.tier === undefined ? {} : { tier: tally.tier }),
  ...(tally.modifiers.length === 0 ? {} : { modifiers: tally.modifiers })
})
