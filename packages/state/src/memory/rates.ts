import * as Effect from "effect/Effect"
import type { Rates, Reading } from "../Rates.ts"

/** Tokens taken in one second. */
interface Slice {
  readonly second: number
  tokens: number
}

/** Seconds that a slice counts after its own. */
const span = 60

export const make = (now: () => number): Rates => {
  const quotas = new Map<string, Array<Slice>>()
  const places = new Map<string, Map<string, number>>()

  const slicesOf = (key: string, second: number): Array<Slice> => {
    const slices = quotas.get(key) ?? []
    while (slices.length > 0 && slices[0]!.second + span < second) slices.shift()
    return slices
  }

  const give = (slices: Array<Slice>, tokens: number): void => {
    let left = tokens
    while (left > 0 && slices.length > 0) {
      const newest = slices.at(-1)!
      const given = Math.min(left, newest.tokens)
      newest.tokens -= given
      left -= given
      if (newest.tokens === 0) slices.pop()
    }
  }

  return {
    take: ({ key, limit }, tokens, how) =>
      Effect.sync((): Reading => {
        const at = now()
        const second = Math.floor(at / 1000)
        const slices = slicesOf(key, second)
        const used = slices.reduce((sum, slice) => sum + slice.tokens, 0)
        const endOf = (slice: Slice): number => (slice.second + span + 1) * 1000 - at
        if (how === "all" && used + tokens > limit) {
          let freed = 0
          const last = slices.find((slice) => (freed += slice.tokens) >= used + tokens - limit)
          return {
            wait_ms: last === undefined ? (span + 1) * 1000 : endOf(last),
            remaining: limit - used,
            full_ms: slices.length === 0 ? 0 : endOf(slices.at(-1)!)
          }
        }
        if (tokens < 0) give(slices, -tokens)
        else if (tokens > 0) {
          const newest = slices.at(-1)
          if (newest?.second === second) newest.tokens += tokens
          else slices.push({ second, tokens })
        }
        if (slices.length === 0) quotas.delete(key)
        else quotas.set(key, slices)
        const newest = slices.at(-1)
        return {
          remaining: limit - slices.reduce((sum, slice) => sum + slice.tokens, 0),
          full_ms: newest === undefined ? 0 : endOf(newest)
        }
      }),
    enter: ({ key, lease }, limit, ttl_ms) =>
      Effect.sync(() => {
        const at = now()
        const held = places.get(key) ?? new Map<string, number>()
        for (const [id, expires] of held) if (expires <= at) held.delete(id)
        if (!held.has(lease) && held.size >= limit) return false
        held.set(lease, at + ttl_ms)
        places.set(key, held)
        return true
      }),
    leave: (leaving) =>
      Effect.sync(() => {
        for (const { key, lease } of leaving) {
          const held = places.get(key)
          held?.delete(lease)
          if (held?.size === 0) places.delete(key)
        }
      }),
    renew: (renewed, ttl_ms) =>
      Effect.sync(() => {
        const at = now()
        for (const { key, lease } of renewed) {
          const held = places.get(key)
          if ((held?.get(lease) ?? 0) > at) held!.set(lease, at + ttl_ms)
        }
      })
  }
}
