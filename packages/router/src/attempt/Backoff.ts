const first = 500
const longest = 8_000

/**
 * Milliseconds before the n-th retry of an endpoint (from 1): exponential backoff with full jitter, from 0 to the
 * cap, but never less than the vendor's stated wait. `chance` is in [0, 1).
 */
export const delay = (n: number, chance: number, wish: number | undefined): number => {
  const jittered = Math.floor(chance * Math.min(longest, first * 2 ** (n - 1)))
  return Math.max(jittered, wish ?? 0)
}
