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
 * One sleeper for all timers of a clock: a runtime timer per attempt would dominate the cost of waiting. It sleeps only
 * while there is an entry, so it keeps no process alive. What fires may schedule and cancel entries, its own included.
 */
export interface SharedTimer {
  readonly schedule: (entry: TimerEntry) => void
  readonly cancel: (entry: TimerEntry) => void
}

/** Wakes once after a wait in milliseconds, unless it is set anew or cleared before. */
interface Sleeper {
  readonly set: (milliseconds: number, wake: () => void) => void
  readonly clear: () => void
}

/** One for each clock. */
const perClock = (sleeperOf: (clock: Clock.Clock) => Sleeper) => {
  const timers = new WeakMap<Clock.Clock, SharedTimer>()
  return (clock: Clock.Clock): SharedTimer => {
    let timer = timers.get(clock)
    if (timer === undefined) {
      timer = make(clock, sleeperOf(clock))
      timers.set(clock, timer)
    }
    return timer
  }
}

const live = Context.get(Context.empty(), Clock.Clock)

export const of = perClock((clock) => (clock === live ? runtime(true) : fiber(clock)))

/** A timer that does not keep the process alive, for waits that have an open socket anyway. */
export const unref = perClock((clock) => (clock === live ? runtime(false) : fiber(clock)))

/** The longest delay of a runtime timer; longer waits are set again. */
const longest = 2 ** 31 - 1

const runtime = (keepsAlive: boolean): Sleeper => {
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    set: (milliseconds, wake) => {
      clearTimeout(timer)
      timer = setTimeout(wake, Math.min(milliseconds, longest))
      // A number in browsers.
      if (!keepsAlive && typeof timer === "object") timer.unref()
    },
    clear: () => clearTimeout(timer)
  }
}

/** By the clock itself, such as a test's. */
const fiber = (clock: Clock.Clock): Sleeper => {
  const run = Effect.runForkWith(Context.make(Clock.Clock, clock))
  let sleeping: Fiber.Fiber<void> | undefined
  const clear = () => {
    const fiber = sleeping
    sleeping = undefined
    fiber?.interruptUnsafe()
  }
  return {
    set: (milliseconds, wake) => {
      clear()
      const woken = Effect.sync(() => {
        sleeping = undefined
        wake()
      })
      sleeping = run(Effect.andThen(Effect.sleep(milliseconds), woken))
    },
    clear
  }
}

/** The place of an entry while it fires. */
const firing = -1

const make = (clock: Clock.Clock, sleeper: Sleeper): SharedTimer => {
  /** An array in which each entry knows its position: see core/Lru for what a `Set` would keep alive. */
  const entries: Array<TimerEntry> = []
  let until = Infinity
  let isFiring = false

  const add = (entry: TimerEntry): void => {
    if (entry.place === undefined || entry.place === firing) entry.place = entries.push(entry) - 1
  }

  const remove = (entry: TimerEntry): boolean => {
    const { place } = entry
    entry.place = undefined
    if (place === undefined || place === firing) return false
    const last = entries.pop()!
    if (last === entry) return true
    entries[place] = last
    last.place = place
    return true
  }

  const sleep = (at: number, now: number): void => {
    until = at
    if (at === Infinity) sleeper.clear()
    else sleeper.set(Math.max(0, at - now), wake)
  }

  const wake = (): void => {
    const now = SteadyClock.now(clock)
    isFiring = true
    // Backwards: what fires may remove entries, and the last one then takes the free position.
    for (let index = entries.length - 1; index >= 0; index--) {
      const entry = entries[index]
      if (entry === undefined || entry.at > now) continue
      remove(entry)
      entry.place = firing
      const again = entry.fire(now)
      // It may have cancelled or scheduled itself.
      if (entry.place !== firing) continue
      entry.place = undefined
      if (again === undefined) continue
      entry.at = again
      add(entry)
    }
    isFiring = false
    let next = Infinity
    for (const { at } of entries) if (at < next) next = at
    sleep(next, now)
  }

  return {
    schedule: (entry) => {
      add(entry)
      if (!isFiring && entry.at < until) sleep(entry.at, SteadyClock.now(clock))
    },
    cancel: (entry) => {
      if (remove(entry) && entries.length === 0 && !isFiring) sleep(Infinity, 0)
    }
  }
}
