import type * as Clock from "effect/Clock"

/** As numbers: a quotient of whole nanoseconds is exact to a microsecond for decades, and no second `bigint` is made. */
const passedOf = (clock: Clock.Clock): number =>
  Math.floor(Number(clock.monotonicTimeNanosUnsafe()) / 1_000_000)

/** How far a clock's wall time was ahead of its monotonic time when it was first asked. */
const origins = new WeakMap<Clock.Clock, number>()

/**
 * A clock reading, milliseconds: wall time when the clock was first asked, and from then on what has passed. It never
 * goes back and is never set, so deadlines, timers, cooldowns and windows are counted in it.
 */
export const now = (clock: Clock.Clock): number => {
  const passed = passedOf(clock)
  let origin = origins.get(clock)
  if (origin === undefined) {
    origin = clock.currentTimeMillisUnsafe() - passed
    origins.set(clock, origin)
  }
  return origin + passed
}

/**
 * The date of a reading, for what is told in dates: it follows a wall clock that was set. `present`: a reading that was
 * taken just now, so that the clock need not be asked again.
 */
export const date = (clock: Clock.Clock, reading: number, present = now(clock)): number =>
  reading + shift(clock, present)

/** The reading of a date. */
export const reading = (clock: Clock.Clock, date: number): number => date - shift(clock, now(clock))

/** How far the wall clock was set since it was first asked; a millisecond is rounding. */
const shift = (clock: Clock.Clock, present: number): number => {
  const shift = clock.currentTimeMillisUnsafe() - present
  return Math.abs(shift) <= 1 ? 0 : shift
}
