import * as Lru from "@turnout/core/Lru"
import type { Served } from "@turnout/core/Signals"
import * as SeededRandom from "../../SeededRandom.ts"

/** The endpoint that last served a conversation and may still hold its prompt in a cache. */
export interface Sessions {
  readonly add: (session: string, served: Served) => void
  readonly find: (session: string, now: number) => Served | undefined
}

/** The longest time that a vendor keeps a prompt cached by default. */
const longestMs = 3_600_000

export const make = (most: number): Sessions => {
  /** Keyed by hash, since callers choose the length of session names. */
  const sessions = Lru.make<number, Served>(most)
  return {
    add: (session, served) => {
      const key = keyOf(session)
      sessions.put(key, served)
      for (let oldest = sessions.oldest(); oldest !== undefined; oldest = sessions.oldest()) {
        if (served.at - oldest.value.at <= longestMs) break
        sessions.remove(oldest.key)
      }
    },
    find: (session, now) => {
      const found = sessions.peek(keyOf(session))
      return found === undefined || now - found.at > longestMs ? undefined : found
    }
  }
}

const hash = SeededRandom.seeded(0)
const keyOf = (session: string): number => hash("session", session)
