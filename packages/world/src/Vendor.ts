import { type Draws, keyOf } from "./Draws.ts"
import { type Endpoint, idOf, type PricePoint } from "./Endpoint.ts"
import type { Level } from "./Level.ts"

/** What becomes of a request. Times in milliseconds from its arrival at the vendor. */
export type Fate =
  | { readonly type: "limited"; readonly retry_after_ms: number | undefined }
  | { readonly type: "error"; readonly after: number }
  | { readonly type: "hang" }
  | {
      readonly type: "answer"
      readonly first: number
      readonly whole: number
      readonly output: number
      /** Prompt tokens that were read from the cache. */
      readonly cached: number
      /** It breaks off after so many tokens. */
      readonly truncated?: number
    }

/** A request as the vendor sees it. */
export interface Arrival {
  /** Milliseconds since the start. */
  readonly at: number
  readonly request: number
  /** Which of the router's attempts at this endpoint for this request, from 0. */
  readonly attempt: number
  readonly session: number
  readonly prompt: number
  readonly output: number
}

/** The process behind one endpoint: it knows the draws and its own load, and nothing of the router. */
export interface Vendor {
  readonly arrive: (arrival: Arrival) => Fate
}

/** Prompt tokens beyond which the time to the first token grows. */
const freePrompt = 3_000

export const make = (
  endpoint: Endpoint,
  index: number,
  draws: Draws,
  level: (endpoint: number, s: number) => Level
): Vendor => {
  const { cache, decode = { tps: 80 }, faults = {}, latency, prefill_ms = 84, slots, wall } = endpoint
  const key = keyOf(idOf(endpoint))
  const busy = slots === undefined ? undefined : new Float64Array(slots)
  /** Session → the moment of its last request here, oldest first. */
  const warm = new Map<number, number>()
  let window = -1
  let used = 0

  const refused = (arrival: Arrival, isLimited: boolean): Fate | undefined => {
    const length = (wall?.window_s ?? 60) * 1000
    const current = Math.floor(arrival.at / length)
    if (current !== window) {
      window = current
      used = 0
    }
    if (!isLimited && (wall === undefined || used < wall.requests)) {
      used++
      return undefined
    }
    const isSilent = draws.uniform("retry_after", key, arrival.request, arrival.attempt) < (wall?.silent ?? 0)
    const left = (current + 1) * length - arrival.at
    return { type: "limited", retry_after_ms: isSilent ? undefined : Math.ceil(left / 1000) * 1000 }
  }

  const warmed = ({ at, session }: Arrival): boolean => {
    if (cache === undefined) return false
    const last = warm.get(session)
    warm.delete(session)
    warm.set(session, at)
    for (const [oldest, since] of warm) {
      if (at - since <= cache.ttl_s * 1000) break
      warm.delete(oldest)
    }
    return last !== undefined && at - last <= cache.ttl_s * 1000
  }

  return {
    arrive: (arrival) => {
      const { at, attempt, output, prompt, request } = arrival
      const now = level(index, at / 1000)
      const refusal = refused(arrival, now.limited)
      if (refusal !== undefined) return refusal
      const outcome = draws.uniform("outcome", key, request, attempt)
      const when = draws.uniform("when", key, request, attempt)
      const error = (faults.error ?? 0) + now.error
      const hang = error + (faults.hang ?? 0) + now.hang
      if (outcome < error) return { type: "error", after: 50 + 250 * when }
      if (outcome < hang) return { type: "hang" }
      const { median_ms, sigma, tail } = latency
      const isTail = tail !== undefined && draws.uniform("is_tail", key, request, attempt) < tail.share
      const spread = isTail ? tail.sigma : sigma
      const shift = isTail ? tail.shift : 0
      const base = median_ms * Math.exp(shift + spread * draws.normal("latency", key, request, attempt))
      const cached = warmed(arrival) && cache !== undefined ? Math.floor(prompt * cache.hit) : 0
      const prefill = (Math.max(0, prompt - cached - freePrompt) / 1000) * prefill_ms
      const service = prefill + now.slow * base
      const first = service + queued(busy, at, service)
      const speed =
        decode.tps * Math.exp((decode.sigma ?? 0.13) * draws.normal("decode", key, request, attempt))
      const whole = first + (output / speed) * 1000
      const answer = { type: "answer", first, whole, output, cached } as const
      const isTruncated = outcome >= 1 - (faults.truncated ?? 0)
      return isTruncated ? { ...answer, truncated: Math.floor(output * when) } : answer
    }
  }
}

/** The wait for a free slot, which it takes. */
const queued = (busy: Float64Array | undefined, at: number, service: number): number => {
  if (busy === undefined) return 0
  let best = 0
  for (let slot = 1; slot < busy.length; slot++) if (busy[slot]! < busy[best]!) best = slot
  const start = Math.max(at, busy[best]!)
  busy[best] = start + service
  return start - at
}

/** The price at a moment, seconds since the start. */
export const priceAt = (prices: ReadonlyArray<PricePoint>, s: number): PricePoint => {
  let current = prices[0]!
  for (const point of prices) if ((point.at_s ?? 0) <= s) current = point
  return current
}

/** What the vendor bills for tokens, in USD. */
export const bill = (
  endpoint: Endpoint,
  s: number,
  prompt: number,
  cached: number,
  output: number
): number => {
  const { input, output: perOutput } = priceAt(endpoint.prices, s)
  const reading = endpoint.cache?.price ?? 1
  return ((prompt - cached + cached * reading) * input + output * perOutput) / 1e6
}
