import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import { away, type Guard } from "./Guard.ts"
import type { StoreError } from "./StoreError.ts"

export interface OutboxOptions<A> {
  readonly guard: Guard
  /** Writes a batch, in order. What is `away` is kept and written again. */
  readonly write: (batch: ReadonlyArray<A>) => Effect.Effect<void, StoreError>
  /** Entries that are kept for a store that is away or slow; beyond it the oldest are dropped and counted. */
  readonly most: number
  /** Entries of one batch. Default: 500. */
  readonly batch?: number
  /** False: a batch that was not acknowledged is dropped, since it may have been written. Default: true. */
  readonly again?: boolean
}

/** What is written behind the calls: in order, in batches, and after the store was away. */
export interface Outbox<A> {
  readonly add: (entry: A) => void
  /** Done when all that was added before is written or the store is away. */
  readonly flush: Effect.Effect<void>
  readonly size: () => number
  /** Entries that were dropped. */
  readonly dropped: () => number
}

/** What is still to be written when the scope closes is tried once more. */
export const make = <A>({
  again = true,
  batch: mostOfBatch = 500,
  guard,
  most,
  write
}: OutboxOptions<A>): Effect.Effect<Outbox<A>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const fork = Effect.runForkWith(yield* Effect.context<never>())
    let waiting: Array<A> = []
    let dropped = 0
    /** The writer that runs, if one does. */
    let running: Effect.Effect<void> | undefined
    let closed = false

    const bound = (): void => {
      if (waiting.length <= most) return
      dropped += waiting.length - most
      waiting = waiting.slice(waiting.length - most)
    }

    const drain: Effect.Effect<void> = Effect.suspend(() => {
      if (waiting.length === 0 || guard.isAway()) return Effect.void
      const batch = waiting.slice(0, mostOfBatch)
      waiting = waiting.slice(batch.length)
      return Effect.flatMap(guard.ask(write(batch)), (written) => {
        if (written !== away) return drain
        if (again) waiting = [...batch, ...waiting]
        else dropped += batch.length
        bound()
        return guard.isAway() ? Effect.void : again ? refused(batch.length) : drain
      })
    })

    /** The store is there and refuses this batch: it would refuse it for ever. */
    const refused = (count: number): Effect.Effect<void> =>
      Effect.suspend(() => {
        waiting = waiting.slice(count)
        dropped += count
        return drain
      })

    const start = (): Effect.Effect<void> => {
      if (running !== undefined) return running
      const fiber = fork(
        Effect.ensuring(
          drain,
          Effect.sync(() => {
            running = undefined
          })
        )
      )
      const joined = Effect.callback<void>((resume) => {
        const exit = fiber.pollUnsafe()
        if (exit !== undefined) return resume(Effect.void)
        fiber.addObserver(() => resume(Effect.void))
      })
      if (fiber.pollUnsafe() === undefined) running = joined
      return joined
    }

    const flush = Effect.suspend(() =>
      waiting.length === 0 && running === undefined ? Effect.void : start()
    )

    guard.onBack(flush)
    yield* Scope.addFinalizer(
      scope,
      Effect.suspend(() => {
        closed = true
        return Effect.andThen(running ?? Effect.void, drain)
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
      flush,
      size: () => waiting.length,
      dropped: () => dropped
    }
  })
