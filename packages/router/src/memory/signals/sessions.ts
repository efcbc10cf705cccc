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
  /** Keyed by hash, since callers choose the length of session names. Oldest first. */
  const sessions = new Map<number, Served>()
  return {
    add: (session, served) => {
      const key = keyOf(session)
      sessions.delete(key)
      for (const [oldest, { at }] of sessions) {
        if (sessions.size < most && served.at - at <= longestMs) break
        sessions.delete(oldest)
      }
      sessions.set(key, served)
    },
    find: (session, now) => {
      const found = sessions.get(keyOf(session))
      return found === undefined || now - found.at > longestMs ? undefined : found
    }
  }
}

const hash = SeededRandom.seeded(0)
const keyOf = (session: string): number => hash("session", session)
