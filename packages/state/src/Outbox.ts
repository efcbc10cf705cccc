import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import { away, type Guard } from "./Guard.ts"
import type { StoreError } from "./StoreError.ts"

export interface OutboxOptions<A> {
  readonly guard: Guard
  /**
   * Writes a batch, in order. It is kept and written again where the store is away, so that it may be written twice; one that
   * the store refuses is dropped.
   */
  readonly write: (batch: ReadonlyArray<A>) => Effect.Effect<void, StoreError>
  /** Entries that are kept for a store that is away or slow; beyond it the oldest are dropped. */
  readonly most: number
  /** Entries of one batch. Default: 500. */
  readonly batch?: number
}

/** What is written behind the calls: in order, in batches, and after the store was away. */
export interface Outbox<A> {
  readonly add: (entry: A) => void
  /** Begins to write what was added, at once. */
  readonly start: () => void
  /** Done when all that was added before is written or the store is away. */
  readonly flush: Effect.Effect<void>
}

/** What is still to be written when the scope closes is tried once more. */
export const make = <A>({
  batch: mostOfBatch = 500,
  guard,
  most,
  write
}: OutboxOptions<A>): Effect.Effect<Outbox<A>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const fork = Effect.runForkWith(yield* Effect.context<never>())
    let waiting: Array<A> = []
    /** The writer that runs, if one does. */
    let running: Fiber.Fiber<void> | undefined
    let closed = false

    const bound = (): void => {
      if (waiting.length > most) waiting.splice(0, waiting.length - most)
    }

    const drain: Effect.Effect<void> = Effect.suspend(() => {
      if (waiting.length === 0 || guard.isAway()) return Effect.void
      const batch = waiting.slice(0, mostOfBatch)
      waiting = waiting.slice(batch.length)
      return Effect.flatMap(guard.ask(write(batch)), (written) => {
        if (written === away && guard.isAway()) {
          waiting = [...batch, ...waiting]
          bound()
        }
        return drain
      })
    })

    const start = (): void => {
      if (running !== undefined || waiting.length === 0) return
      const fiber = fork(drain)
      if (fiber.pollUnsafe() !== undefined) return
      running = fiber
      fiber.addObserver(() => {
        running = undefined
      })
    }

    const flush = Effect.suspend(() => {
      start()
      return running === undefined ? Effect.void : Effect.asVoid(Fiber.await(running))
    })

    guard.onBack(flush)
    yield* Scope.addFinalizer(
      scope,
      Effect.suspend(() => {
        closed = true
        return flush
      })
    )

    let scheduled = false
    return {
      add: (entry) => {
        waiting.push(entry)
        bound()
        if (scheduled || closed || guard.isAway()) return
        scheduled = true
        // All of one step of the event loop go together.
        queueMicrotask(() => {
          scheduled = false
          if (!closed) start()
        })
      },
      start,
      flush
    }
  })
