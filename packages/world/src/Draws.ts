/**
 * Randomness by counters: a draw is a hash of the seed, what it is for, and up to three numbers (endpoint, request,
 * attempt). It depends on no other draw, so that two strategies get the same values for the same request at the same endpoint.
 */
export interface Draws {
  /** In (0, 1), never its ends. */
  readonly uniform: (purpose: Purpose, a: number, b?: number, c?: number) => number
  /** Normal, mean 0, deviation 1. */
  readonly normal: (purpose: Purpose, a: number, b?: number, c?: number) => number
}

/** What a draw is for. The numbers are part of every recorded result: new purposes go to the end. */
export const purposes = [
  "arrival",
  "prompt",
  "output",
  "session",
  "turns",
  "pause",
  "is_tail",
  "latency",
  "decode",
  "outcome",
  "when",
  "drift",
  "retry_after",
  "cache",
  "incident",
  "resample"
] as const

export type Purpose = (typeof purposes)[number]

const numbers = Object.fromEntries(purposes.map((purpose, index) => [purpose, index + 1])) as {
  readonly [purpose in Purpose]: number
}

export const make = (seed: number): Draws => {
  const low = seed | 0
  const high = Math.floor(seed / 0x1_0000_0000) | 0
  const uniform: Draws["uniform"] = (purpose, a, b = 0, c = 0) => {
    let x = mix(low ^ Math.imul(numbers[purpose], 0x9e37_79b1))
    let y = mix(high ^ Math.imul(numbers[purpose], 0x85eb_ca77))
    x = mix(x ^ (a | 0))
    y = mix(y + Math.imul(a | 0, 0xc2b2_ae3d) + x)
    x = mix(x ^ (b | 0) ^ (y >>> 15))
    y = mix(y + Math.imul(b | 0, 0x27d4_eb2f) + x)
    x = mix(x ^ (c | 0) ^ (y >>> 15))
    y = mix(y + Math.imul(c | 0, 0x1656_67b1) + x)
    return ((x >>> 5) * 0x400_0000 + (y >>> 6) + 0.5) / 0x20_0000_0000_0000
  }
  return { uniform, normal: (purpose, a, b, c) => quantile(uniform(purpose, a, b, c)) }
}

/** A name as a counter, so that what is drawn for it does not depend on what stands beside it. */
export const keyOf = (name: string): number => {
  let key = 0x811c_9dc5
  for (let index = 0; index < name.length; index++) key = Math.imul(key ^ name.charCodeAt(index), 0x0100_0193)
  return mix(key)
}

const mix = (lane: number): number => {
  lane = Math.imul(lane ^ (lane >>> 16), 0x7feb_352d)
  lane = Math.imul(lane ^ (lane >>> 15), 0x846c_a68b)
  return lane ^ (lane >>> 16)
}

/**
 * The quantile of the normal distribution, relative error below 1.2e-9: a rational approximation in three parts
 * (P. J. Acklam's coefficients). One uniform gives one normal, so that a draw stays a function of its counters.
 */
export const quantile = (p: number): number => {
  if (p < edge) return lower(Math.sqrt(-2 * Math.log(p)))
  if (p > 1 - edge) return -lower(Math.sqrt(-2 * Math.log(1 - p)))
  const q = p - 0.5
  const r = q * q
  return (poly(centre, r) * q) / (poly(centreBelow, r) * r + 1)
}

const edge = 0.02425

const lower = (q: number): number => poly(tail, q) / (poly(tailBelow, q) * q + 1)

/** Highest power first. */
const poly = (coefficients: ReadonlyArray<number>, x: number): number => {
  let sum = 0
  for (const coefficient of coefficients) sum = sum * x + coefficient
  return sum
}

const centre = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239
]
const centreBelow = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1
]
const tail = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783
]
const tailBelow = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416]
