import type { Served } from "@turnout/core/Signals"
import * as SeededRandom from "../../SeededRandom.ts"

/** Which endpoint served a conversation last: where its prompt may still be in a cache. */
export interface Sessions {
  readonly add: (session: string, served: Served) => void
  readonly find: (session: string, now: number) => Served | undefined
}

/** No vendor keeps a prompt longer without being asked to. */
const longestMs = 3_600_000

export const make = (most: number): Sessions => {
  /** By hash, since callers choose how long the names of their conversations are. The oldest first. */
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
