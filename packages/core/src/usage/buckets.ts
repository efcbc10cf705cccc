/**
 * Tokens in disjoint buckets: each token stands in exactly one, so that a sum of buckets is a total and a sum
 * of bucket × price is a cost. Every number is a non-negative integer. A bucket that the vendor did not report is
 * absent, not zero; so is a whole `Usage`.
 */
export interface Usage {
  /** Input tokens read neither from a cache nor written to one, text and anything not split out below. */
  readonly input?: number
  readonly cache_read?: number
  /** Cache writes at the vendor's shortest lifetime (five minutes, where it has two). */
  readonly cache_write?: number
  readonly cache_write_1h?: number
  readonly input_audio?: number
  readonly input_image?: number
  /** Output tokens, without reasoning, audio and image. */
  readonly output?: number
  readonly reasoning?: number
  readonly output_audio?: number
  readonly output_image?: number
  /** Web searches made by the vendor: a count of calls, not tokens. */
  readonly web_search?: number
  /** A count is ours, or the vendor's do not agree with each other: a cost of them is not exact. */
  readonly assumed?: true
}

/** What holds a count. */
export type Bucket = Exclude<keyof Usage, "assumed">

/** What holds input tokens, the plain ones first. */
export const inputBuckets = [
  "input",
  "cache_read",
  "cache_write",
  "cache_write_1h",
  "input_audio",
  "input_image"
] as const

/** What holds output tokens, the plain ones first. */
export const outputBuckets = ["output", "reasoning", "output_audio", "output_image"] as const

const buckets: ReadonlyArray<Bucket> = [...inputBuckets, ...outputBuckets, "web_search"]

/** Nothing was used, and nothing was reported. */
export const zero: Usage = {}

/** What is undefined is left out. */
export const make = (
  given: { readonly [bucket in Bucket]?: number | undefined } & { readonly assumed?: boolean }
): Usage => {
  const usage: { -readonly [key in keyof Usage]: Usage[key] } = only(given as Usage, buckets)
  if (given.assumed === true) usage.assumed = true
  return usage
}

/** These buckets of it alone. */
export const only = (usage: Usage, of: ReadonlyArray<Bucket>): Usage => {
  const some: { -readonly [bucket in Bucket]?: number } = {}
  for (const bucket of of) {
    const value = usage[bucket]
    if (value !== undefined) some[bucket] = value
  }
  return some
}

/** Of these buckets. */
export const sum = (usage: Usage, of: ReadonlyArray<Bucket>): number => {
  let tokens = 0
  for (const bucket of of) tokens += usage[bucket] ?? 0
  return tokens
}

/** All input tokens: what context tiers are chosen by, and OpenAI's `prompt_tokens`. */
export const inputTotal = (usage: Usage): number => sum(usage, inputBuckets)

/** All output tokens: OpenAI's `completion_tokens`. */
export const outputTotal = (usage: Usage): number => sum(usage, outputBuckets)

/** Bucket by bucket: the usage of two attempts, or of two reports that do not overlap. */
export const add = (one: Usage, other: Usage): Usage => {
  const both: { -readonly [key in keyof Usage]: Usage[key] } = {}
  for (const bucket of buckets) {
    const first = one[bucket]
    const second = other[bucket]
    if (first !== undefined || second !== undefined) both[bucket] = (first ?? 0) + (second ?? 0)
  }
  if (one.assumed === true || other.assumed === true) both.assumed = true
  return both
}

/** Every token, in and out: OpenAI's `total_tokens`. */
export const total = (usage: Usage): number => inputTotal(usage) + outputTotal(usage)
