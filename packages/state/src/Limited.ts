import * as RateLimits from "@turnout/limits/RateLimits"
import type { Place, State } from "@turnout/router/Limits"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { away, type Away, type Guard } from "./Guard.ts"
import { renewing } from "./leases/renewing.ts"
import * as Outbox from "./Outbox.ts"
import type { Place as Held, Reading } from "./Rates.ts"
import type { Parts } from "./Store.ts"

export interface LimitedOptions {
  readonly store: Parts
  readonly guard: Guard
  readonly limits: RateLimits.LimitsOptions
  /** `open`: while the store is away each process limits by itself. `closed`: calls under a limit are refused, 503. */
  readonly whileAway: "open" | "closed"
  /** Milliseconds after which the calls in flight of a process that is gone are counted no more. */
  readonly lease_ms: number
  /** Unique among all processes. */
  readonly process: string
}

/** Retry delay while the store is away. */
const soon = 1000

/** Limits that a store counts: those of all processes together. */
export const make = ({
  guard,
  lease_ms,
  limits,
  process,
  store: { rates },
  whileAway
}: LimitedOptions): Effect.Effect<State, never, Scope.Scope> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    let count = 0
    const held = new Map<string, Held>()
    const leaving = yield* Outbox.make<Held>({ guard, write: rates.leave, most: 10_000 })
    yield* renewing(guard, held, lease_ms, rates.renew)
    /** What this process counts by itself while the store is away. */
    const own = RateLimits.inMemory(limits, clock)

    const readingOf = (answer: Reading | Away, closed: RateLimits.Reading | undefined) =>
      answer === away ? closed : { ...answer, wait_ms: answer.wait_ms }

    const refusal: RateLimits.Reading | undefined =
      whileAway === "closed" ? { wait_ms: soon, remaining: 0, full_ms: soon, unreachable: true } : undefined

    const bucket: RateLimits.Take = (key, limit, tokens, how) => {
      if (guard.isAway() && how === "owed") return undefined
      return Effect.map(guard.ask(rates.take({ key, limit }, Math.ceil(tokens), how)), (answer) =>
        readingOf(answer, how === "owed" ? undefined : refusal)
      )
    }

    const places: RateLimits.Places = {
      take: (key, limit) => {
        const place: Held = { key, lease: `${process}.${++count}` }
        const taken: Place = {
          leave: () => {
            if (held.delete(place.lease)) leaving.add(place)
          }
        }
        return Effect.onExit(
          Effect.map(guard.ask(rates.enter(place, limit, lease_ms)), (entered) => {
            if (entered === false) return undefined
            if (entered === away && whileAway === "closed") return "unreachable"
            held.set(place.lease, place)
            return taken
          }),
          // Whether the store heard it is unknown where the answer was not waited for.
          (exit) => Effect.sync(() => void (exit._tag === "Failure" && leaving.add(place)))
        )
      }
    }

    const shared = RateLimits.make(bucket, limits, clock, places)
    if (whileAway === "closed") return shared
    const now = (): State => (guard.isAway() ? own : shared)
    return {
      place: (subject) => now().place(subject),
      take: (subject, tokens) => now().take(subject, tokens),
      restore: (subject, tokens) => now().restore(subject, tokens),
      charge: (subject, tokens) => now().charge(subject, tokens),
      status: (principal) => now().status(principal)
    }
  })
