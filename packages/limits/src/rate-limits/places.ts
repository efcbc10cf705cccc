import * as Lru from "@turnout/core/Lru"
import type { Place } from "@turnout/router/Limits"
import type { Stored } from "@turnout/router/Stored"

/** Calls in flight, by name of what is limited. */
export interface Places {
  /** `undefined`: all are taken. `unreachable`: what counts could not be asked, and nothing is let through then. */
  readonly take: (key: string, limit: number) => Stored<Place | "unreachable" | undefined>
}

/** Names that are remembered although nothing of theirs is in flight: the next call of theirs writes no table. */
const most = 10_000

export const make = (): Places => {
  const counters = Lru.make<string, { taken: number }>(most, ({ taken }) => taken === 0)
  return {
    take: (key, limit) => {
      const counter = counters.peek(key) ?? { taken: 0 }
      if (!(counter.taken < limit)) return undefined
      counter.taken++
      counters.put(key, counter)
      let left = false
      return {
        leave: () => {
          if (left) return
          left = true
          counter.taken--
        }
      }
    }
  }
}
