/** A clock that runs faster than the one on the wall: minutes of cooling pass in a second. */
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** Milliseconds of a clock that has run so many times as fast since `epoch`, which is a reading of the wall's. */
export const reading = (epoch: number, factor: number): number => epoch + (Date.now() - epoch) * factor

export const make = (epoch: number, factor: number): Clock.Clock => {
  const origin = performance.now() - (Date.now() - epoch)
  const millis = () => Math.floor(epoch + (performance.now() - origin) * factor)
  const nanos = () => BigInt(millis()) * 1_000_000n
  return {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) => {
      const wait = Duration.toMillis(duration) / factor
      if (!(wait > 0)) return Effect.yieldNow
      return Effect.callback<void>((resume) => {
        const timer = setTimeout(() => resume(Effect.void), wait)
        return Effect.sync(() => clearTimeout(timer))
      })
    }
  }
}
