import * as Effect from "effect/Effect"
import type { Call } from "../attempt/Call.ts"
import * as SharedTimer from "../attempt/SharedTimer.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

/** Why a call ends between reads. */
export type Expired = "deadline" | "unread"

/**
 * Lifetime of a streamed answer. The attempt's timers cover a pending read; this covers the time between reads: the
 * deadline ends the call whether or not the reader returns, and `unread_timeout_ms` ends it if the reader never
 * came. Its timer does not keep the process alive.
 */
export interface Lifetime {
  /** A read begins. */
  readonly begin: () => void
  /** It has ended. */
  readonly done: () => void
  readonly end: () => void
}

/** Milliseconds until it is checked again whether a read that was pending at the deadline has ended. */
const again = 1_000

export const make = (
  { clock, deadline, unread_timeout_ms }: Pick<Call, "clock" | "deadline" | "unread_timeout_ms">,
  expired: (why: Expired) => Effect.Effect<void>
): Lifetime => {
  const timer = SharedTimer.unref(clock)
  const firstRead = SteadyClock.now(clock) + unread_timeout_ms
  let isBusy = false
  let isRead = false
  const ends = () => (isRead ? deadline : Math.min(deadline, firstRead))
  const entry: SharedTimer.TimerEntry = {
    at: ends(),
    fire: (now) => {
      const at = ends()
      if (at > now) return at
      if (isBusy) return now + again
      Effect.runFork(expired(now < deadline ? "unread" : "deadline"))
      return undefined
    }
  }
  timer.schedule(entry)
  return {
    begin: () => {
      isBusy = isRead = true
    },
    done: () => {
      isBusy = false
    },
    end: () => timer.cancel(entry)
  }
}
