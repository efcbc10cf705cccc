import type { RateLimit } from "@turnout/core/Provider"
import * as Structured from "./retry-after/structured.ts"
import * as Wait from "./retry-after/wait.ts"

type Headers = { readonly [name: string]: string }

/** Header names of one bucket, in one dialect. */
interface Names {
  readonly limit: string
  readonly remaining: string
  readonly reset: string
}

interface Bucket {
  readonly limit?: number
  readonly remaining?: number
  readonly resetAt?: number
}

const openai = (of: string): Names => ({
  limit: `x-ratelimit-limit-${of}`,
  remaining: `x-ratelimit-remaining-${of}`,
  reset: `x-ratelimit-reset-${of}`
})

const anthropic = (of: string): Names => ({
  limit: `anthropic-ratelimit-${of}-limit`,
  remaining: `anthropic-ratelimit-${of}-remaining`,
  reset: `anthropic-ratelimit-${of}-reset`
})

const bare = (prefix: string): Names => ({
  limit: `${prefix}-limit`,
  remaining: `${prefix}-remaining`,
  reset: `${prefix}-reset`
})

/** Every dialect in the order of trust; the first that says anything is taken. */
const requestNames = [
  openai("requests"),
  anthropic("requests"),
  openai("req-minute"),
  openai("req-10-second"),
  bare("x-ratelimit"),
  bare("ratelimit")
]
const tokenNames = [openai("tokens"), anthropic("tokens"), openai("tokens-minute"), openai("tokens-month")]
const inputNames = anthropic("input-tokens")
const outputNames = anthropic("output-tokens")

const count = (text: string | undefined): number | undefined => {
  if (text === undefined || text === "") return undefined
  // A header that came twice is one with a comma; the smaller number is the safer.
  const value = text.includes(",") ? Math.min(...text.split(",", 8).map(Number)) : Number(text)
  return Number.isFinite(value) && value >= 0 ? Math.floor(value) : undefined
}

const read = (headers: Headers, names: Names, now: number): Bucket | undefined => {
  const limit = count(headers[names.limit])
  const remaining = count(headers[names.remaining])
  if (limit === undefined && remaining === undefined) return undefined
  const reset = headers[names.reset]
  const wait = reset === undefined ? undefined : Wait.parse(reset, now)
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(wait === undefined ? {} : { resetAt: now + wait })
  }
}

const first = (headers: Headers, dialects: ReadonlyArray<Names>, now: number): Bucket | undefined => {
  for (const names of dialects) {
    const bucket = read(headers, names, now)
    if (bucket !== undefined) return bucket
  }
  return undefined
}

/** The standard's own header: of its quotas, the one with the least left. */
const standard = (headers: Headers, now: number): Bucket | undefined => {
  let least: Structured.Quota | undefined
  for (const quota of Structured.quotas(headers["ratelimit"], headers["ratelimit-policy"])) {
    if (quota.remaining === undefined) continue
    if (least?.remaining === undefined || quota.remaining < least.remaining) least = quota
  }
  return (
    least && {
      ...(least.limit === undefined ? {} : { limit: least.limit }),
      ...(least.remaining === undefined ? {} : { remaining: least.remaining }),
      ...(least.reset === undefined ? {} : { resetAt: now + least.reset * 1000 })
    }
  )
}

/** Where input and output are counted apart, the one with less left is what stops the next request. */
const tokens = (headers: Headers, now: number): Bucket | undefined => {
  const together = first(headers, tokenNames, now)
  if (together !== undefined) return together
  const input = read(headers, inputNames, now)
  const output = read(headers, outputNames, now)
  if (input === undefined || output === undefined) return input ?? output
  return (output.remaining ?? Infinity) < (input.remaining ?? Infinity) ? output : input
}

/** Reads rate-limit headers of any known format; undefined if there are none. */
export const parse = (headers: Headers, now: number): RateLimit | undefined => {
  const requests = first(headers, requestNames, now) ?? standard(headers, now)
  const ofTokens = tokens(headers, now)
  if (requests === undefined && ofTokens === undefined) return undefined
  return {
    ...(requests?.limit === undefined ? {} : { limit_requests: requests.limit }),
    ...(requests?.remaining === undefined ? {} : { remaining_requests: requests.remaining }),
    ...(requests?.resetAt === undefined ? {} : { reset_requests_at: requests.resetAt }),
    ...(ofTokens?.limit === undefined ? {} : { limit_tokens: ofTokens.limit }),
    ...(ofTokens?.remaining === undefined ? {} : { remaining_tokens: ofTokens.remaining }),
    ...(ofTokens?.resetAt === undefined ? {} : { reset_tokens_at: ofTokens.resetAt })
  }
}
