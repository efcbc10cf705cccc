import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as SteadyClock from "../memory/SteadyClock.ts"

/** A callback that is due at a clock reading. */
export interface TimerEntry {
  /** When it is due. It may be moved later while scheduled; to move it earlier, schedule it again. */
  at: number
  /** Called when due. Returns when to call again, or `undefined` to end. */
  readonly fire: (now: number) => number | undefined
  /** Written by the timer: its position among the scheduled entries. */
  place?: number | undefined
}

/**
 * One sleeping fiber for all timers of a clock: a runtime timer per attempt would dominate the cost of waiting. It
 * sleeps only while there is an entry, so it keeps no process alive.
 */
export interface SharedTimer {
  readonly schedule: (entry: TimerEntry) => void
  readonly cancel: (entry: TimerEntry) => void
}

type Sleep = (milliseconds: number) => Effect.Effect<void>

/** One for each clock. */
const perClock = (sleepOf: (clock: Clock.Clock) => Sleep) => {
  const timers = new WeakMap<Clock.Clock, SharedTimer>()
  return (clock: Clock.Clock): SharedTimer => {
    let timer = timers.get(clock)
    if (timer === undefined) {
      timer = make(clock, sleepOf(clock))
      timers.set(clock, timer)
    }
    return timer
  }
}

export const of = perClock(() => Effect.sleep)

/** A timer that does not keep the process alive, for waits that have an open socket anyway. */
export const unref = perClock((clock) => (clock === live ? sleepUnref : Effect.sleep))

const live = Context.get(Context.empty(), Clock.Clock)

/** The longest delay of a runtime timer; longer waits are set again. */
const longest = 2 ** 31 - 1

const sleepUnref: Sleep = (milliseconds) =>
  Effect.callback((resume) => {
    const timer: unknown = setTimeout(() => resume(Effect.void), Math.min(milliseconds, longest))
    if (
      typeof timer === "object" &&
      timer !== null &&
      "unref" in timer &&
      typeof timer.unref === "function"
    ) {
      timer.unref()
    }
    return Effect.sync(() => clearTimeout(timer as ReturnType<typeof setTimeout>))
  })

const make = (clock: Clock.Clock, sleepFor: Sleep): SharedTimer => {
  /** An array in which each entry knows its position: see core/Lru for what a `Set` would keep alive. */
  const entries: Array<TimerEntry> = []
  const run = Effect.runForkWith(Context.make(Clock.Clock, clock))
  let sleeper: Fiber.Fiber<void> | undefined
  let until = Infinity

  const sleep: Effect.Effect<void> = Effect.suspend(() => {
    const now = SteadyClock.now(clock)
    until = Infinity
    // Backwards: what fires may remove entries, and the last one then takes the free position.
    for (let index = entries.length - 1; index >= 0; index--) {
      const entry = entries[index]
      if (entry === undefined) continue
      if (entry.at <= now) {
        const again = entry.fire(now)
        if (again === undefined) remove(entry)
        else entry.at = again
      }
      if (entry.place !== undefined && entry.at < until) until = entry.at
    }
    if (entries.length > 0) return Effect.andThen(sleepFor(Math.max(0, until - now)), sleep)
    sleeper = undefined
    return Effect.void
  })

  const remove = (entry: TimerEntry): boolean => {
    const { place } = entry
    if (place === undefined) return false
    entry.place = undefined
    const last = entries.pop()!
    if (last === entry) return true
    entries[place] = last
    last.place = place
    return true
  }

  const wake = (): void => {
    const fiber = sleeper
    sleeper = undefined
    fiber?.interruptUnsafe()
  }

  return {
    schedule: (entry) => {
      entry.place ??= entries.push(entry) - 1
      if (sleeper !== undefined && until <= entry.at) return
      wake()
      sleeper = run(sleep)
    },
    cancel: (entry) => {
      if (remove(entry) && entries.length === 0) wake()
    }
  }
}
