import type { RouterError } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import * as CallError from "./CallError.ts"
import * as Reading from "./Reading.ts"

/** Runs calls as promises. No call outlives the scope in which this was created. */
export interface Calls {
  /**
   * Rejects with the `RouterError`, or with the signal's reason once it aborts; by then everything that the
   * call held is released. `told` makes what it rejects with fit for its caller.
   */
  readonly run: <A>(
    effect: Effect.Effect<A, RouterError>,
    signal?: AbortSignal | null | undefined,
    told?: (error: unknown) => unknown
  ) => Promise<A>
  /** Resolves at commit; the signal also governs what follows. */
  readonly start: <Item>(
    answer: Effect.Effect<Reading.Source<Item>, RouterError, Scope.Scope>,
    signal?: AbortSignal | null | undefined
  ) => Effect.Effect<Reading.Reading<Item>, RouterError>
  /** Waits until no call runs and no stream is open. */
  readonly idle: Effect.Effect<void>
}

/** A call in flight and its position among them: see core/Lru for what the finalizers of a scope would keep alive. */
interface Running {
  readonly fiber: Fiber.Fiber<unknown, unknown>
  place: number
}

const asItIs = (error: unknown): unknown => error

export const make: Effect.Effect<Calls, never, Scope.Scope> = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const fork = Effect.runForkWith(yield* Effect.context<never>())
  const running: Array<Running> = []
  let open = 0
  let waiting: Array<() => void> = []

  const ended = (): void => {
    if (waiting.length === 0 || open + running.length > 0) return
    const told = waiting
    waiting = []
    for (const tell of told) tell()
  }

  yield* Effect.addFinalizer(() =>
    Effect.suspend(() => Fiber.interruptAll(running.map(({ fiber }) => fiber)))
  )

  const run: Calls["run"] = (effect, signal, told = asItIs) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(told(signal.reason))
      if (scope.state._tag === "Closed") return reject(told(CallError.closed()))
      const fiber = fork(effect)
      const own: Running = { fiber, place: running.length }
      running.push(own)
      const abort = () => fiber.interruptUnsafe()
      signal?.addEventListener("abort", abort, { once: true })
      fiber.addObserver((exit) => {
        const last = running.pop()!
        if (last !== own) {
          running[own.place] = last
          last.place = own.place
        }
        signal?.removeEventListener("abort", abort)
        if (signal?.aborted === true) reject(told(signal.reason))
        else if (Exit.isSuccess(exit)) resolve(exit.value)
        else reject(told(CallError.fromCause(exit.cause)))
        ended()
      })
    })

  const entered = () => {
    open += 1
  }
  const left = () => {
    open -= 1
    ended()
  }

  return {
    run,
    start: (answer, signal) => Reading.start(answer, { scope, signal, entered, left }),
    idle: Effect.callback((resume) => {
      const tell = () => resume(Effect.void)
      waiting.push(tell)
      ended()
      return Effect.sync(() => {
        waiting = waiting.filter((each) => each !== tell)
      })
    })
  }
})
