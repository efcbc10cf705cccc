import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"

/** Something that may be due at a clock reading. */
export interface Bell {
  /** When to look next. It may move while it waits; who moves it to an earlier reading sets it anew. */
  at: number
  /** Due: tells when to look again, or `undefined` where that was all. */
  readonly ring: (now: number) => number | undefined
}

/**
 * One sleeping fiber for all bells of a clock: a timer of its own for each attempt would cost more than the rest of
 * waiting for it. It sleeps only while there is a bell, so that nothing keeps a process alive.
 */
export interface Alarm {
  readonly set: (bell: Bell) => void
  readonly unset: (bell: Bell) => void
}

const alarms = new WeakMap<Clock.Clock, Alarm>()

export const of = (clock: Clock.Clock): Alarm => {
  let alarm = alarms.get(clock)
  if (alarm === undefined) {
    alarm = make(clock)
    alarms.set(clock, alarm)
  }
  return alarm
}

const make = (clock: Clock.Clock): Alarm => {
  const bells = new Set<Bell>()
  const run = Effect.runForkWith(Context.make(Clock.Clock, clock))
  let sleeper: Fiber.Fiber<void> | undefined
  let until = Infinity

  const sleep: Effect.Effect<void> = Effect.suspend(() => {
    const now = clock.currentTimeMillisUnsafe()
    until = Infinity
    for (const bell of bells) {
      if (bell.at <= now) {
        const again = bell.ring(now)
        if (again === undefined) bells.delete(bell)
        else bell.at = again
      }
      if (bells.has(bell) && bell.at < until) until = bell.at
    }
    if (bells.size > 0) return Effect.andThen(Effect.sleep(Math.max(0, until - now)), sleep)
    sleeper = undefined
    return Effect.void
  })

  const wake = (): void => {
    const fiber = sleeper
    sleeper = undefined
    fiber?.interruptUnsafe()
  }

  return {
    set: (bell) => {
      bells.add(bell)
      if (sleeper !== undefined && until <= bell.at) return
      wake()
      sleeper = run(sleep)
    },
    unset: (bell) => {
      if (bells.delete(bell) && bells.size === 0) wake()
    }
  }
}
