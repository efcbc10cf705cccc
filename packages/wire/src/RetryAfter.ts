import * as Structured from "./retry-after/structured.ts"
import * as Wait from "./retry-after/wait.ts"

type Headers = { readonly [name: string]: string }

const retryInfo = /"retryDelay"\s*:\s*"([^"]{1,32})"/

const text = (body: unknown): string => {
  if (typeof body === "string") return body
  if (typeof body !== "object" || body === null) return ""
  try {
    return JSON.stringify(body) ?? ""
  } catch {
    return ""
  }
}

/** Buckets of the vendors' rate-limit headers: what is left of one, and when it fills again. */
const buckets: ReadonlyArray<readonly [remaining: string, reset: string]> = [
  ["x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"],
  ["x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"],
  ["x-ratelimit-remaining", "x-ratelimit-reset"],
  ["ratelimit-remaining", "ratelimit-reset"],
  ["anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"],
  ["anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"],
  ["anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset"],
  ["anthropic-ratelimit-output-tokens-remaining", "anthropic-ratelimit-output-tokens-reset"]
]

/** The latest reset among the buckets that are empty. A bucket that does not say what is left may be. */
const fromBuckets = (headers: Headers, now: number): number | undefined => {
  let longest: number | undefined
  for (const [remaining, reset] of buckets) {
    const at = headers[reset]
    if (at === undefined || Number(headers[remaining] ?? 0) > 0) continue
    const wait = Wait.parse(at, now)
    if (wait !== undefined && (longest === undefined || wait > longest)) longest = wait
  }
  for (const { remaining, reset } of Structured.quotas(headers["ratelimit"])) {
    if (reset === undefined || (remaining ?? 0) > 0) continue
    const wait = Wait.bounded(reset * 1000)
    if (wait !== undefined && (longest === undefined || wait > longest)) longest = wait
  }
  return longest
}

/**
 * The wait that a vendor asks for in milliseconds, in any known format: `retry-after-ms` (0 is ignored),
 * `retry-after`, `google.rpc.RetryInfo`, a sentence in the body, the reset of an empty bucket. `body` is the text
 * or the parsed JSON. At most one day; invalid values are ignored.
 */
export const parse = (headers: Headers, body: unknown, now: number): number | undefined => {
  const precise = Wait.bounded(Number(headers["retry-after-ms"] ?? 0))
  if (precise !== undefined && precise > 0) return precise
  const seconds = headers["retry-after"]
  const wish = seconds === undefined ? undefined : Wait.parse(seconds, now)
  if (wish !== undefined) return wish
  const words = text(body).slice(0, 65_536)
  if (words !== "") {
    const info = retryInfo.exec(words)
    const told = (info === null ? undefined : Wait.parse(info[1]!, now)) ?? Wait.inText(words, now)
    if (told !== undefined) return told
  }
  return fromBuckets(headers, now)
}
