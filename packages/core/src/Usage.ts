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
