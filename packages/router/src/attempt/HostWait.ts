import * as RouterError from "@turnout/core/RouterError"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as SharedTimer from "./SharedTimer.ts"

/**
 * Waits for a part of the host's until a clock reading, then for `late` in its place. The part is interrupted and not
 * waited for, whatever it makes of that: it runs in a fiber of its own, also where its caller cannot be interrupted. A
 * part that is an `Exit` is there already, and costs nothing.
 */
export const until = <A, E, B, F>(
  clock: Clock.Clock,
  at: number,
  part: Effect.Effect<A, E>,
  late: Effect.Effect<B, F>
): Effect.Effect<A | B, E | F> => {
  if (Exit.isExit(part)) return part
  return Effect.withFiber((parent) =>
    Effect.callback((resume) => {
      const fiber = Effect.runForkWith(parent.context)(part)
      const exit = fiber.pollUnsafe()
      if (exit !== undefined) return resume(exit)
      const timer = SharedTimer.of(clock)
      let isLate = false
      const entry: SharedTimer.TimerEntry = {
        at,
        fire: () => {
          isLate = true
          fiber.interruptUnsafe()
          resume(late)
          return undefined
        }
      }
      timer.schedule(entry)
      fiber.addObserver((exit) => {
        timer.cancel(entry)
        if (!isLate) resume(exit)
      })
      return Effect.sync(() => {
        timer.cancel(entry)
        fiber.interruptUnsafe()
      })
    })
  )
}

const words = (part: string) => `The host's ${part} did not answer within the deadline of the call.`

/** What a part of the host's that never answers is to its call: a mistake of the host, and no vendor's. */
export const late = (part: string): RouterError.RouterError =>
  RouterError.because(RouterError.make("internal_error", words(part)), new Error(`No answer from: ${part}.`))

/** The same for what may be tried elsewhere. */
export const refusal = (part: string) => ({ code: "internal_error" as const, message: words(part) })

/** A part that has to answer. */
export const answer = <A, E>(
  part: string,
  clock: Clock.Clock,
  at: number,
  asked: Effect.Effect<A, E>
): Effect.Effect<A, E | RouterError.RouterError> =>
  until(
    clock,
    at,
    asked,
    Effect.suspend(() => Effect.fail(late(part)))
  )
