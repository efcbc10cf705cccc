import * as Options from "@turnout/core/Options"
import type { AttemptRecord } from "@turnout/core/RoutingMetadata"
import type { Receipt } from "@turnout/router/Receipt"
import type { Endpoint, Latency, PricePoint } from "./Endpoint.ts"
import * as Statistics from "./Statistics.ts"

export interface FromReceipts {
  /** USD per 1M tokens, by endpoint (`provider/model`): receipts hold costs, and not the prices of other lengths. */
  readonly prices: { readonly [endpoint: string]: Omit<PricePoint, "at_s"> }
  /** Fewest answers of an endpoint from which a latency is fitted; those with fewer are left out. Default: 100. */
  readonly least?: number
}

/** The endpoints that receipts tell of, and those that they say too little of. */
export interface Found {
  readonly endpoints: ReadonlyArray<Endpoint>
  readonly left_out: ReadonlyArray<{ readonly endpoint: string; readonly because: string }>
}

interface Seen {
  readonly first: Array<number>
  readonly rates: Array<number>
  provider: string
  model: string
  answered: number
  errors: number
  hangs: number
  truncated: number
}

const check: Options.Check<FromReceipts> = Options.object<FromReceipts>(
  {
    prices: Options.record(
      Options.object<Omit<PricePoint, "at_s">>({ input: Options.number(0), output: Options.number(0) }, [
        "input",
        "output"
      ])
    ),
    least: Options.number(4, Number.MAX_SAFE_INTEGER, "whole")
  },
  ["prices"]
)

/**
 * Endpoints as the host met them: time to the first token as two lognormals, shares of failures, speed of writing.
 * Attempts that were interrupted or skipped say nothing and count for nothing. Streamed answers alone tell a time to
 * the first token. Throws the mistake where an option is wrong.
 */
export const fromReceipts = (receipts: Iterable<Receipt>, options: FromReceipts): Found => {
  const mistake = Options.mistake(check, options)
  if (mistake !== undefined) throw mistake
  const { least = 100, prices } = options
  const seen = new Map<string, Seen>()
  for (const receipt of receipts) {
    for (const attempt of receipt.attempts) {
      if (attempt.outcome !== "answered" && attempt.outcome !== "failed") continue
      let entry = seen.get(attempt.endpoint)
      if (entry === undefined) {
        entry = {
          first: [],
          rates: [],
          provider: attempt.provider,
          model: attempt.model,
          answered: 0,
          errors: 0,
          hangs: 0,
          truncated: 0
        }
        seen.set(attempt.endpoint, entry)
      }
      count(entry, attempt, receipt)
    }
  }
  const endpoints: Array<Endpoint> = []
  const left_out: Array<Found["left_out"][number]> = []
  for (const [endpoint, entry] of [...seen].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const price = Object.hasOwn(prices, endpoint) ? prices[endpoint] : undefined
    if (price === undefined) left_out.push({ endpoint, because: "no price is stated for it" })
    else if (entry.first.length < least) {
      left_out.push({ endpoint, because: `${entry.first.length} streamed answers, fewer than ${least}` })
    } else endpoints.push(endpointOf(endpoint, entry, price))
  }
  return { endpoints, left_out }
}

const count = (entry: Seen, attempt: AttemptRecord, { stream, usage }: Receipt): void => {
  if (attempt.outcome === "answered") {
    entry.answered++
    const { duration_ms, ttft_ms } = attempt
    if (!stream || ttft_ms === undefined || !(ttft_ms > 0)) return
    entry.first.push(ttft_ms)
    const seconds = (duration_ms - ttft_ms) / 1000
    const tokens = usage?.completion_tokens
    if (tokens !== undefined && tokens > 1 && seconds > 0) entry.rates.push(tokens / seconds)
    return
  }
  switch (attempt.reason) {
    case "TimedOut":
      entry.hangs++
      return
    case "StreamTruncated":
      entry.truncated++
      return
    case "ServerError":
    case "Overloaded":
    case "ConnectionFailed":
    case "MalformedResponse":
      entry.errors++
      return
    default:
      // The caller's fault, the account's, or a limit's: nothing that the endpoint does by chance.
      return
  }
}

const endpointOf = (
  endpoint: string,
  { answered, errors, first, hangs, model, provider, rates, truncated }: Seen,
  { input, output }: Omit<PricePoint, "at_s">
): Endpoint => {
  const all = answered + errors + hangs + truncated
  const id = endpoint.slice(provider.length + 1)
  const speeds = Float64Array.from(rates).sort()
  const tps = Statistics.percentile(speeds, 0.5)
  return {
    provider,
    model,
    ...(id === model ? {} : { id }),
    latency: fit(Float64Array.from(first).sort()),
    ...(Number.isNaN(tps) ? {} : { decode: { tps, sigma: spread(speeds) } }),
    prices: [{ input, output }],
    faults: { error: errors / all, hang: hangs / all, truncated: truncated / all }
  }
}

/** Half the distance between the quartiles' logarithms, in deviations of a normal. */
const spread = (sorted: Float64Array): number =>
  Math.log(Statistics.percentile(sorted, 0.75) / Statistics.percentile(sorted, 0.25)) / (2 * 0.6745)

const shares = [0.01, 0.04, 0.07, 0.1, 0.15, 0.2]
const shifts = [0.4, 0.7, 1, 1.3, 1.6, 2]
const tails = [0.3, 0.5, 0.7, 1.1]

/**
 * Body and tail whose quantiles are the nearest: the median is met by construction, the 75th, 90th, 95th and 99th
 * percentiles by search over a grid.
 */
const fit = (sorted: Float64Array): Latency => {
  const targets = [0.75, 0.9, 0.95, 0.99].map((share) => ({
    share,
    log: Math.log(Statistics.percentile(sorted, share))
  }))
  const median = Math.log(Statistics.percentile(sorted, 0.5))
  const body = Math.max(0.05, spread(sorted))
  let best: { readonly miss: number; readonly latency: Latency } | undefined
  const consider = (latency: Latency): void => {
    // The mixture's own median is moved onto the measured one.
    const centre = median - quantile(latency, 0.5)
    let miss = 0
    for (const { log, share } of targets) miss += (centre + quantile(latency, share) - log) ** 2
    if (best !== undefined && miss >= best.miss) return
    best = { miss, latency: { ...latency, median_ms: Math.exp(centre) } }
  }
  for (const factor of [0.6, 0.8, 1]) {
    const sigma = body * factor
    consider({ median_ms: 1, sigma })
    for (const share of shares) {
      for (const shift of shifts) {
        for (const tail of tails) consider({ median_ms: 1, sigma, tail: { share, shift, sigma: tail } })
      }
    }
  }
  return best!.latency
}

/** The logarithm of a mixture's quantile over its body's median, by bisection. */
const quantile = ({ sigma, tail }: Latency, share: number): number => {
  let low = -10
  let high = 10
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    const inBody = below(middle / sigma)
    const inAll =
      tail === undefined
        ? inBody
        : (1 - tail.share) * inBody + tail.share * below((middle - tail.shift) / tail.sigma)
    if (inAll < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** The normal distribution function, to 1e-7 (Abramowitz and Stegun, 7.1.26). */
const below = (z: number): number => {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.327_591_1 * x)
  const tail =
    t *
    (0.254_829_592 + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))))
  const upper = (tail * Math.exp(-x * x)) / 2
  return z < 0 ? upper : 1 - upper
}
