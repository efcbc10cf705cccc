import type { Normalized } from "@turnout/core/Normalize"
import type * as RouterError from "@turnout/core/RouterError"
import type { CacheUse } from "@turnout/core/RoutingMetadata"
import type { Source } from "@turnout/core/Source"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import type { Observer } from "../../answer/Observer.ts"
import * as ReceiptWriter from "../../answer/ReceiptWriter.ts"
import * as Settled from "../../attempt/Settled.ts"
import { walk } from "../../attempt/Walk.ts"
import { CacheStore } from "../../CacheStore.ts"
import type { Answered } from "../ArrayWalk.ts"
import type * as CallContext from "../CallContext.ts"
import type { Fiber } from "../Deciding.ts"
import { typed } from "../extensions.ts"
import { sourced } from "../sourced.ts"
import * as MemoryBlobs from "../../MemoryBlobs.ts"
import * as SteadyClock from "../../memory/SteadyClock.ts"
import * as Principal from "../../Principal.ts"
import { listOf, type RequestOrArray } from "../../RequestArray.ts"
import { Flight } from "./Flight.ts"
import type { Intake } from "./Intake.ts"
import * as Kept from "./Kept.ts"
import * as Key from "./key.ts"
import { entryOf, isOwn, late, notKept, ofArray, otherBody, replayedOf, unpaid } from "./outcome.ts"
import { type Asked, policy, without } from "./policy.ts"
import { type Replayed, replaying, replayOf } from "./replayed-call.ts"

type Answer = Effect.Effect<Answered, RouterError.RouterError>

/** One call that may be answered from what is kept. */
interface Asking {
  readonly fiber: Fiber
  readonly scope: Scope.Scope
  readonly normalized: Normalized
  readonly context: CallContext.CallContext
  readonly observer: Observer | undefined
  readonly asked: Asked
}

const megabytes64 = 67_108_864

export const make = (intake: Intake) => {
  const { context, deadlineOf, enter, hooked, normalize, observed, services, state } = intake
  const { defaults, options } = state
  const settings = options.cache ?? { mode: "off" }
  const clock = Context.get(services, Clock.Clock)
  const store =
    settings.store ??
    Context.get(services, CacheStore) ??
    MemoryBlobs.make(() => clock.currentTimeMillisUnsafe(), settings.bytes ?? megabytes64)
  const kept = Kept.make(store, services)
  const flights = new Map<string, Flight>()
  const replayedCall = replaying(state)
  const house = Key.houseOf({ catalog: intake.catalog, defaults, optimize: options.optimize })

  /** In this scope, as if there was no cache. */
  const plain = ({ context, fiber, normalized }: Asking, scope: Scope.Scope): Answer =>
    Settled.flatMap(intake.called(fiber, normalized, context), (call) =>
      Settled.flatMap(enter(call, context, scope), () =>
        Effect.map(walk(call, scope), (answering) => ({ call, answering }))
      )
    )

  const watched = <A>(
    { observer }: Asking,
    scope: Scope.Scope,
    run: Effect.Effect<A, RouterError.RouterError>
  ): Effect.Effect<A, RouterError.RouterError> =>
    observer === undefined ? typed(run) : ReceiptWriter.watch(observer, scope, typed(run))

  /** An answer that another call paid for: the caller's limits hold, and budgets are charged nothing. */
  const replay = (asking: Asking, of: Replayed, scope: Scope.Scope): Answer => {
    const answered = replayedCall(asking, of)
    return Effect.as(enter(answered.call, asking.context, scope), answered)
  }

  const fromStore = (asking: Asking, { age_ms, entry }: Kept.Found): Answer => {
    const { key } = asking.asked
    const use: CacheUse = { hit: true, age_s: Math.floor(age_ms / 1000), key, of: entry.id }
    const over = (): Exit.Exit<void> => Exit.void
    const reads = { reads: entry.reads, isShared: false, over, wait: () => {} }
    return watched(
      asking,
      asking.scope,
      Effect.suspend(() => {
        const { metadata } = entry
        const of: Replayed = {
          ...entry,
          provider: metadata.provider,
          model: metadata.model_canonical,
          envelope: () => entry.envelope,
          use,
          source: reads,
          metadata: () => unpaid(metadata, use)
        }
        return replay(asking, of, asking.scope)
      })
    )
  }

  /** Who leaves before anything is told of the call is told of as well. */
  const waited = <A, E>({ observer }: Asking, wait: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    observer === undefined
      ? wait
      : Effect.onInterrupt(wait, () => Effect.sync(() => observer.ended({ outcome: "interrupted" })))

  /** Keeps what can be given again. */
  const landed =
    ({ asked, normalized }: Pick<Asking, "asked" | "normalized">, at: string) =>
    (flight: Flight): void => {
      if (flights.get(at) === flight) flights.delete(at)
      const entry = entryOf(flight, asked, normalized)
      if (entry !== undefined) kept.put(entry, asked.ttl_ms)
    }

  const lead = (asking: Asking, at: string): Answer => {
    const { asked, fiber, scope } = asking
    const flight = new Flight(fiber.context, asked.print, landed(asking, at))
    if (asked.shares) flights.set(at, flight)
    return Effect.andThen(
      flight.board(scope),
      Effect.suspend(() => {
        const stream = asking.normalized.request.stream
        const call = Effect.withFiber((own: Fiber) => plain({ ...asking, fiber: own }, flight.scope))
        flight.start(watched(asking, flight.scope, call), stream)
        return Effect.map(flight.open, ({ answering, call }): Answered => {
          const use: CacheUse = { hit: false, key: asked.key }
          const metadata = () => {
            const { metadata } = flight.done!
            return { ...metadata, warnings: structuredClone(metadata.warnings), cache: use }
          }
          return {
            call,
            answering: { ...answering, replay: replayOf({ ...replayedOf(flight, use), metadata }) }
          }
        })
      })
    )
  }

  /** Another call's answer, as it comes. */
  const follow = (asking: Asking, flight: Flight): Answer => {
    const { asked, context, normalized, scope } = asking
    if (flight.print !== asked.print) return watched(asking, scope, Effect.fail(otherBody()))
    const until = deadlineOf(normalized.routing, context.started)
    const opened = Effect.timeoutOrElse(flight.open, {
      duration: Math.max(0, until - SteadyClock.now(clock)),
      orElse: () => Effect.fail(late())
    })
    const shared = Effect.flatMap(Effect.exit(waited(asking, opened)), (exit): Answer => {
      if (Exit.isFailure(exit)) {
        const again = isOwn(exit.cause) && SteadyClock.now(clock) < until
        return again ? ask(asking) : watched(asking, scope, exit)
      }
      const use: CacheUse = { hit: false, key: asked.key, of: exit.value.call.id }
      return watched(
        asking,
        scope,
        Effect.suspend(() => replay(asking, replayedOf(flight, use), scope))
      )
    })
    return Effect.andThen(flight.board(scope), shared)
  }

  const ask = (asking: Asking): Answer =>
    Effect.suspend(() => {
      const { asked, normalized } = asking
      // A reader of chunks does not wait for a whole answer.
      const at = asked.print === undefined ? `${asked.key} ${normalized.request.stream}` : asked.key
      const flight = asked.shares ? flights.get(at) : undefined
      if (flight !== undefined) return follow(asking, flight)
      if (asked.mode === "refresh") return lead(asking, at)
      return Effect.flatMap(waited(asking, kept.get(asked.key)), (found) => {
        if (found !== undefined && found.age_ms <= asked.ttl_ms) {
          if (found.entry.print === asked.print) return fromStore(asking, found)
          return watched(asking, asking.scope, Effect.fail(otherBody()))
        }
        if (asked.mode === "only") return watched(asking, asking.scope, Effect.fail(notKept()))
        const begun = asked.shares ? flights.get(at) : undefined
        return begun === undefined ? lead(asking, at) : follow(asking, begun)
      })
    })

  const answer = (
    fiber: Fiber,
    requests: RequestOrArray,
    stream: boolean,
    given: Principal.CallOptions | undefined,
    scope: Scope.Scope,
    source: Source | undefined
  ): Answer => {
    if (listOf(requests) !== undefined) {
      return given?.idempotency_key === undefined
        ? intake.uncached(fiber, requests, stream, given, scope, source)
        : Effect.fail(ofArray())
    }
    const clock = fiber.getRef(Clock.Clock)
    const principal = Principal.of(given)
    const observer =
      observed &&
      ReceiptWriter.open({ observation: observed, stream, principal, clock, context: fiber.context })
    const prepared = Effect.suspend(() =>
      Effect.flatMap(Effect.fromResult(sourced(normalize(requests, stream), source)), (normalized) => {
        observer?.read(normalized)
        return Effect.flatMap(context.ofOne(clock, normalized, requests, given, observer), (context) =>
          hooked(fiber, normalized, context, (normalized) => Effect.succeed({ normalized, context }))
        )
      })
    )
    const told = Effect.onExit(typed(prepared), (exit) =>
      Effect.sync(() => {
        if (Exit.isSuccess(exit)) return
        const found = Cause.findErrorOption(exit.cause)
        observer?.ended(
          found._tag === "Some" ? { outcome: "failed", error: found.value } : { outcome: "interrupted" }
        )
      })
    )
    return Effect.flatMap(told, ({ context, normalized }) => {
      const found = policy(settings, house, normalized, context, given?.idempotency_key)
      const asking = { fiber, scope, context, observer }
      if ("asked" in found) return ask({ ...asking, normalized: found.normalized, asked: found.asked })
      const off = { ...asking, normalized: found.normalized, asked: nothing }
      return watched(off, scope, found.refused === undefined ? plain(off, scope) : Effect.fail(found.refused))
    })
  }

  return { absent, answer }
}

/** A request that says something of a cache, where the host has none. */
const absent = (given: Normalized): Effect.Effect<Normalized, RouterError.RouterError> => {
  if ((given.cache?.mode ?? "on") === "off") return Effect.succeed(given)
  const { normalized, refused } = without(given, "the host has none ('cache' of createRouter)")
  return refused === undefined ? Effect.succeed(normalized) : Effect.fail(refused)
}

const nothing: Asked = { key: "", mode: "on", shares: false, ttl_ms: 0, keepsAll: false }
