import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import { every } from "./internal/every.ts"
import type { Parts } from "./Store.ts"
import { type StoreError, unavailable } from "./StoreError.ts"

/** What stands for the answer of a store that is away. */
export const away: unique symbol = Symbol.for("@turnout/state/away")
export type Away = typeof away

/** What is told of a store: once when it goes, and once when it is back. */
export type Change =
  | { readonly type: "away"; readonly store: string; readonly error: StoreError }
  | { readonly type: "back"; readonly store: string }
  /** One key could not be used; the others can. Told once for each message. */
  | { readonly type: "refused"; readonly store: string; readonly error: StoreError }

export interface GuardOptions {
  /** Told of each change; must not throw. */
  readonly changed: (change: Change) => void
}

/**
 * One breaker for all that is asked of a store: the first request that is not answered in time says that the store is away,
 * and until it answers again, which is tried in the background, no request waits for it.
 */
export interface Guard {
  readonly isAway: () => boolean
  /** Asks; `away` at once where the store is, and after `timeout_ms` at most where it turns out to be. */
  readonly ask: <A>(request: Effect.Effect<A, StoreError>) => Effect.Effect<A | Away>
  /** How far the store's clock is ahead of this process's, milliseconds. */
  readonly ahead: () => number
  /** Run when the store is back. */
  readonly onBack: (effect: Effect.Effect<void>) => void
}

/** Milliseconds between two tries to reach a store that is away. */
const retry_ms = 250

/** So many times `timeout_ms` one request is waited for, while the store answers others. */
const mostWaits = 20

/** Different messages that are told of keys which cannot be used. */
const mostTold = 100

export const make = (
  store: Parts,
  { changed }: GuardOptions,
  now: () => number
): Effect.Effect<Guard, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { timeout_ms = 100 } = store
    let isAway = false
    let ahead = 0
    const told = new Set<string>()
    const back: Array<Effect.Effect<void>> = []

    const failed = (error: StoreError): void => {
      if (error.reason === "unavailable") {
        if (isAway) return
        isAway = true
        return changed({ type: "away", store: store.name, error })
      }
      if (told.has(error.message) || told.size >= mostTold) return
      told.add(error.message)
      changed({ type: "refused", store: store.name, error })
    }

    /** When the store last answered anything. */
    let answered = 0
    const late = Effect.suspend(() =>
      Effect.fail(unavailable(`The store did not answer within ${timeout_ms} ms.`))
    )

    /**
     * Ends when the store has answered no request for `timeout_ms`: one that works through many requests is not away. What it
     * answered while this process was busy is read before that is decided.
     */
    const silence = (began: number, wait: number): Effect.Effect<never, StoreError> =>
      Effect.flatMap(Effect.andThen(Effect.sleep(wait), Effect.sleep(1)), () => {
        const at = now()
        const quiet = at - Math.max(began, answered)
        return quiet >= timeout_ms || at - began >= timeout_ms * mostWaits
          ? late
          : silence(began, timeout_ms - quiet)
      })

    const bounded = <A>(request: Effect.Effect<A, StoreError>): Effect.Effect<A, StoreError> =>
      Effect.suspend(() =>
        Effect.raceFirst(
          Effect.tap(request, () =>
            Effect.sync(() => {
              answered = now()
            })
          ),
          silence(now(), timeout_ms)
        )
      )

    /** Reads the store's clock, by half of the time that the answer took. */
    const measure = Effect.suspend(() => {
      const asked = now()
      return Effect.map(bounded(store.now), (at) => {
        ahead = at - (asked + now()) / 2
      })
    })

    const ask: Guard["ask"] = (request) =>
      Effect.suspend(() =>
        isAway
          ? Effect.succeed(away)
          : Effect.catch(bounded(request), (error) => {
              failed(error)
              return Effect.succeed(away)
            })
      )

    const recover = Effect.gen(function* () {
      if (!isAway) return
      if (Exit.isFailure(yield* Effect.exit(measure))) return
      isAway = false
      changed({ type: "back", store: store.name })
      yield* Effect.forEach(back, (effect) => effect, { discard: true })
    })

    yield* Effect.catch(measure, (error) => Effect.sync(() => failed(error)))
    yield* every(retry_ms, recover)
    yield* every(30_000, Effect.asVoid(ask(measure)))
    return { isAway: () => isAway, ask, ahead: () => ahead, onBack: (effect) => void back.push(effect) }
  })
