import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/**
 * Runs an effect every so many milliseconds until the scope closes: never twice at a time, and without keeping a program
 * alive. What it fails with is the business of the effect itself.
 */
export const every = (ms: number, effect: Effect.Effect<void>): Effect.Effect<void, never, Scope.Scope> =>
  Effect.gen(function* () {
    const fork = Effect.runForkWith(yield* Effect.context<never>())
    yield* Effect.acquireRelease(
      Effect.sync(() => {
        let running: ReturnType<typeof fork> | undefined
        const timer = setInterval(() => {
          if (running !== undefined) return
          const fiber = fork(effect)
          running = fiber
          fiber.addObserver(() => {
            running = undefined
          })
        }, ms)
        unref(timer)
        return { timer, running: () => running }
      }),
      ({ running, timer }) =>
        Effect.sync(() => {
          clearInterval(timer)
          running()?.interruptUnsafe()
        })
    )
  })

/** Node's, Bun's and Deno's timers can be told not to keep a program alive. */
const unref = (timer: unknown): void => {
  if (typeof timer === "object" && timer !== null && "unref" in timer && typeof timer.unref === "function") {
    timer.unref()
  }
}
