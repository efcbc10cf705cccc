/**
 * Tokens in disjoint buckets: each token stands in exactly one, so that a sum of buckets is a total and a sum
 * of bucket × price is a cost. Every number is a non-negative integer. Usage that a vendor did not report is an
 * absent `Usage`, not a zero one.
 */
export interface Usage {
  /** Input tokens read neither from a cache nor written to one, text and anything not split out below. */
  readonly input: number
  readonly cache_read: number
  /** Cache writes at the vendor's shortest lifetime (five minutes, where it has two). */
  readonly cache_write: number
  readonly cache_write_1h: number
  readonly input_audio: number
  readonly input_image: number
  /** Output tokens, without reasoning, audio and image. */
  readonly output: number
  readonly reasoning: number
  readonly output_audio: number
  readonly output_image: number
  /** Web searches made by the vendor: a count of calls, not tokens. */
  readonly web_search: number
}

export const zero: Usage = {
  input: 0,
  cache_read: 0,
  cache_write: 0,
  cache_write_1h: 0,
  input_audio: 0,
  input_image: 0,
  output: 0,
  reasoning: 0,
  output_audio: 0,
  output_image: 0,
  web_search: 0
}

export const make = (buckets: Partial<Usage>): Usage => ({ ...zero, ...buckets })

/** All input tokens: what context tiers are chosen by, and OpenAI's `prompt_tokens`. */
export const inputTotal = (usage: Usage): number =>
  usage.input +
  usage.cache_read +
  usage.cache_write +
  usage.cache_write_1h +
  usage.input_audio +
  usage.input_image

/** All output tokens: OpenAI's `completion_tokens`. */
export const outputTotal = (usage: Usage): number =>
  usage.output + usage.reasoning + usage.output_audio + usage.output_image

/** Bucket by bucket: the usage of two attempts, or of two reports that do not overlap. */
export const add = (one: Usage, other: Usage): Usage => ({
  input: one.input + other.input,
  cache_read: one.cache_read + other.cache_read,
  cache_write: one.cache_write + other.cache_write,
  cache_write_1h: one.cache_write_1h + other.cache_write_1h,
  input_audio: one.input_audio + other.input_audio,
  input_image: one.input_image + other.input_image,
  output: one.output + other.output,
  reasoning: one.reasoning + other.reasoning,
  output_audio: one.output_audio + other.output_audio,
  output_image: one.output_image + other.output_image,
  web_search: one.web_search + other.web_search
})

/** Every token, in and out: OpenAI's `total_tokens`. */
export const total = (usage: Usage): number => inputTotal(usage) + outputTotal(usage)

/**
 * Disjoint buckets from totals that contain their parts, as most vendors report them. Parts come from outside:
 * what is not a count is 0, and a part larger than what is left of its total is cut, so the totals always hold.
 */
export const fromTotals = (
  totals: { readonly input: unknown; readonly output: unknown },
  parts: { readonly [bucket in Exclude<keyof Usage, "input" | "output">]?: unknown }
): Usage => {
  const usage: { -readonly [bucket in keyof Usage]: number } = { ...zero }
  usage.input = count(totals.input)
  usage.output = count(totals.output)
  for (const bucket of inputParts) {
    usage[bucket] = Math.min(count(parts[bucket]), usage.input)
    usage.input -= usage[bucket]
  }
  for (const bucket of outputParts) {
    usage[bucket] = Math.min(count(parts[bucket]), usage.output)
    usage.output -= usage[bucket]
  }
  usage.web_search = count(parts.web_search)
  return usage
}

/** A vendor's number as a count: anything but a finite positive number is 0, fractions are cut. */
export const count = (value: unknown): number =>
  typeof value === "number" && value > 0 && value <= Number.MAX_SAFE_INTEGER ? Math.floor(value) : 0

const inputParts = ["cache_read", "cache_write", "cache_write_1h", "input_audio", "input_image"] as const

const outputParts = ["reasoning", "output_audio", "output_image"] as const
