import type { JsonObject } from "@turnout/core/Json"
import * as Usage from "@turnout/core/Usage"
import * as Counts from "./counts.ts"
import type { Dialect } from "./dialect.ts"

type Place = Dialect["reasoningTokens"]

/** Parts of a total that may have been counted beside it. */
const parts = ["reasoning", "cached", "written", "audioIn", "imageIn"] as const
type Part = (typeof parts)[number]

const ofPrompt = ["cached", "written", "audioIn", "imageIn"] as const
const noParts: ReadonlySet<Part> = new Set()

/** What cannot be inside its total is beside it, whatever the vendor's sum says. */
const outside = (counts: Counts.Counts, place: Place): ReadonlySet<Part> => {
  const { cached = 0, completion = 0, prompt = 0, reasoning = 0, written = 0 } = counts
  let found: Set<Part> | undefined
  for (const part of ofPrompt) if ((counts[part] ?? 0) > prompt) (found ??= new Set()).add(part)
  // What was read from a cache was not written to it: both together are no more than the prompt.
  if (cached + written > prompt && found === undefined) found = new Set<Part>(["cached", "written"])
  if (place !== "inside" && reasoning > 0 && (place === "outside" || reasoning > completion)) {
    ;(found ??= new Set()).add("reasoning")
  }
  return found ?? noParts
}

const sumOf = (counts: Counts.Counts, some: ReadonlySet<Part>): number => {
  let sum = 0
  for (const part of some) sum += counts[part] ?? 0
  return sum
}

/** The fewest parts that, counted beside their totals, make up the vendor's sum; undefined where none do. */
const explaining = (
  counts: Counts.Counts,
  least: ReadonlySet<Part>,
  place: Place,
  excess: number
): ReadonlySet<Part> | undefined => {
  if (sumOf(counts, least) === excess) return least
  const free = parts.filter(
    (part) => !least.has(part) && (counts[part] ?? 0) > 0 && !(part === "reasoning" && place === "inside")
  )
  let best: ReadonlySet<Part> | undefined
  for (let choice = 0; choice < 1 << free.length; choice++) {
    const some = new Set([...least, ...free.filter((_, bit) => (choice >> bit) & 1)])
    if (sumOf(counts, some) === excess && (best === undefined || some.size < best.size)) best = some
  }
  return best
}

/** Totals in which each part is, and whether they are what the vendor says. */
interface Whole {
  readonly input: number | undefined
  readonly output: number | undefined
  readonly agrees: boolean
}

const whole = (given: Counts.Counts, place: Place): Whole => {
  const { total } = given
  // Zero beside a sum that is larger was not counted.
  const prompt = given.prompt === 0 && (total ?? 0) > (given.completion ?? 0) ? undefined : given.prompt
  if (prompt === undefined || given.completion === undefined) {
    const rest = total === undefined ? undefined : total - (prompt ?? given.completion ?? 0)
    const isTold = rest !== undefined && rest > 0
    const kept = (given.cached ?? 0) + (given.written ?? 0)
    return {
      input: prompt === undefined ? (isTold ? Math.max(rest, kept) : undefined) : Math.max(prompt, kept),
      output: given.completion ?? (isTold ? rest : undefined),
      agrees: false
    }
  }
  const { completion } = given
  const least = outside(given, place)
  const sum = prompt + completion
  const some = (total === undefined ? undefined : explaining(given, least, place, total - sum)) ?? least
  const thought = some.has("reasoning") ? (given.reasoning ?? 0) : 0
  const beside = sumOf(given, some) - thought
  // Tokens that no count explains were output: usually reasoning not counted with the answer.
  const rest = Math.max(0, (total ?? 0) - sum - beside - thought)
  const isSum = total === undefined || total === sum + thought || (place === "outside" && total === sum)
  const isProved = thought === 0 || place === "outside" || total !== undefined
  return {
    input: prompt + beside,
    output: completion + thought + rest,
    agrees: beside === 0 && isSum && isProved
  }
}

/** Takes parts out of a total; of one that is unknown they are what is known. */
class Taker {
  isCut = false
  private left: number
  private readonly isKnown: boolean

  constructor(total: number | undefined) {
    this.isKnown = total !== undefined
    this.left = total ?? Infinity
  }

  take(part: number | undefined): number | undefined {
    if (part === undefined) return undefined
    const taken = Math.min(part, this.left)
    if (taken < part) this.isCut = true
    this.left -= taken
    return taken
  }

  rest(): number | undefined {
    return this.isKnown ? this.left : undefined
  }
}

/**
 * OpenAI's totals with their parts → disjoint buckets. Where totals and parts contradict each other, it is the larger
 * reading, and `assumed`. Undefined where the vendor counted nothing.
 */
export const ofCounts = (counts: Counts.Counts, place: Place = "totals"): Usage.Usage | undefined => {
  if (counts.prompt === undefined && counts.completion === undefined) return undefined
  const { agrees, input, output } = whole(counts, place)
  const thinking = place === "inside" ? (counts.reasoning ?? 0) : 0
  const longest = output === undefined ? undefined : Math.max(output, thinking)
  const read = new Taker(input)
  const said = new Taker(longest)
  const cache_read = read.take(counts.cached)
  const written = read.take(counts.written)
  const longer = written === undefined ? undefined : Math.min(counts.written1h ?? 0, written)
  const input_audio = read.take(counts.audioIn)
  const input_image = read.take(counts.imageIn)
  const reasoning = said.take(counts.reasoning)
  const output_audio = said.take(counts.audioOut)
  const output_image = said.take(counts.imageOut)
  const isAssumed = !agrees || read.isCut || said.isCut || longest !== output
  return Usage.make({
    input: read.rest(),
    cache_read,
    cache_write: written === undefined ? undefined : written - (longer ?? 0),
    cache_write_1h: counts.written1h === undefined ? undefined : longer,
    input_audio,
    input_image,
    output: said.rest(),
    reasoning,
    output_audio,
    output_image,
    web_search: counts.searches,
    assumed: isAssumed
  })
}

/** Of one report. */
export const toUsage = (usage: JsonObject, place?: Place): Usage.Usage | undefined =>
  ofCounts(Counts.read(usage), place)
