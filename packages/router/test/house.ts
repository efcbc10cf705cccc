import { assert } from "@effect/vitest"
import { Catalog } from "@turnout/core/Catalog"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Event } from "@turnout/core/Event"
import * as Failure from "@turnout/core/Failure"
import type { Credential, Provider } from "@turnout/core/Provider"
import * as ProviderRegistry from "@turnout/core/ProviderRegistry"
import type { RouterError } from "@turnout/core/RouterError"
import type { Outcome } from "@turnout/core/Signals"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import * as Health from "@turnout/router/Health"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import { make, Signals } from "@turnout/router/Signals"
import { Clock, Effect, type Exit, Fiber, Layer, Redacted, Stream } from "effect"
import { TestClock } from "effect/testing"

export const messages = [{ role: "user", content: "hello" }] as const

/** Signals that remember what they were told, and a health that a test can look into. */
export const observed = (options: Health.HealthOptions = {}) => {
  const outcomes: Array<Outcome> = []
  const state = make()
  const health = Health.make(options)
  const recording = Layer.succeed(Signals, {
    record: (outcome) => {
      outcomes.push(outcome)
      state.record(outcome)
    },
    snapshot: state.snapshot
  })
  return {
    outcomes,
    health,
    layer: Layer.merge(recording, Layer.succeed(Health.Health, health)),
    /** As if another call had met a limit there. */
    limit: (provider: Provider, at: number, retry_after_ms: number) => {
      const failure = new Failure.RateLimited({ message: "limited", retry_after_ms })
      for (const endpoint of provider.endpoints([])) {
        const subject = { endpoint, credential: provider.credentials[0]! }
        health.failed(subject, { failure, at, reached: true, fair: true, siblings: [] })
      }
    },
    of: (endpoint: string, now = 0, credentials: ReadonlyArray<Credential> = [key("fake")]) =>
      health.over(state.snapshot(now), () => credentials, now).endpoint(endpoint),
    output: (model: string, now = 0) => state.snapshot(now).output?.(model),
    session: (session: string, now = 0) => state.snapshot(now).session?.(session)
  }
}

/** A router over these providers, with no catalog where none is given. */
export const house = (
  providers: ReadonlyArray<Provider>,
  options: RouterOptions = {},
  signals: Layer.Layer<Signals> = Signals.layer,
  catalog: Layer.Layer<Catalog> = Catalog.layerEmpty
) => {
  const registered = Layer.mergeAll(
    Layer.empty,
    ...providers.map((provider) => ProviderRegistry.register(Effect.succeed(provider)))
  )
  return Router.layerNoSignals(options).pipe(
    Layer.provide(registered),
    Layer.provide([ProviderRegistry.ProviderRegistry.layer, catalog, signals])
  )
}

/** A provider of one model `m`, unless told otherwise. */
export const fake = (id: string, script?: FakeProvider.Script, more: Partial<FakeProvider.Options> = {}) =>
  FakeProvider.make({ id, models: ["m"], ...(script === undefined ? {} : { script }), ...more })

/** A provider whose whole answers come in several reads that tell nothing yet, a pause before each of them. */
export const dripping = (
  id: string,
  text: string,
  {
    pause,
    read = [],
    reads
  }: { readonly pause: number; readonly reads: number; readonly read?: ReadonlyArray<Event> }
): Provider => ({
  ...fake(id),
  run: () => {
    let count = 0
    const next = Effect.suspend(() => {
      count += 1
      return count <= reads
        ? Effect.as(Effect.sleep(pause), read)
        : Effect.succeed(count === reads + 1 ? told(text) : undefined)
    })
    return Effect.succeed({ read: next })
  }
})

const told = (text: string): ReadonlyArray<Event> => [
  { type: "start" },
  { type: "text", choice: 0, text },
  { type: "finish", choice: 0, reason: "stop" },
  { type: "end" }
]

export const key = (id: string, owner: Credential["owner"] = "platform"): Credential => ({
  id,
  owner,
  key: Redacted.make(`secret of ${id}`)
})

type RoutingInput = NonNullable<NonNullable<ChatRequest["gateway"]>["routing"]>

/** Asks for `m`, providers in this order, attempts shown. */
export const ask = (order: ReadonlyArray<string>, routing: RoutingInput = {}, more = {}): ChatRequest => ({
  model: "m",
  messages,
  gateway: { routing: { order, ...routing }, include: ["attempts"] },
  ...more
})

const byName: { readonly [name: string]: unknown } = { ...Failure }

/** A failure of any class; a timed-out one is the vendor's own. */
export const failureOf = (name: Failure.FailureClass, fields: object = {}): Failure.Failure =>
  new (byName[name] as new (fields: object) => Failure.Failure)({ message: "", timer: "vendor", ...fields })

/** What is given, without what is undefined. */
export const given = <A extends object>(fields: A): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

export const modes = ["unary", "streamed"] as const
export type Mode = (typeof modes)[number]

/** What was answered, whichever way it was asked for. */
export interface Told {
  readonly text: string
  readonly finish: string | null | undefined
  readonly usage: unknown
  readonly metadata: NonNullable<Effect.Success<ReturnType<Router["Service"]["chat"]>>["routing_metadata"]>
}

export const tell = (mode: Mode, request: ChatRequest): Effect.Effect<Told, RouterError, Router> =>
  Effect.gen(function* () {
    const router = yield* Router
    if (mode === "unary") {
      const answer = yield* router.chat(request)
      return {
        text: answer.choices[0]?.message.content ?? "",
        finish: answer.choices[0]?.finish_reason,
        usage: answer.usage,
        metadata: answer.routing_metadata
      }
    }
    const chunks = yield* Stream.runCollect(router.chatStream({ ...request, stream: true }))
    const last = chunks.at(-1)
    assert.deepStrictEqual(last?.choices, [], "the last chunk has no choices")
    return {
      text: chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join(""),
      finish: chunks.findLast((chunk) => chunk.choices[0]?.finish_reason)?.choices[0]?.finish_reason,
      usage: last!.usage,
      metadata: last!.routing_metadata!
    }
  })

export interface Timed<A, E> {
  readonly exit: Exit.Exit<A, E>
  /** Milliseconds of the test's clock until it ended. */
  readonly took: number
}

/** Runs it while the test's clock moves, up to two hours; it has to end within them. */
export const timed = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<Timed<A, E>, never, R> =>
  Effect.gen(function* () {
    const start = yield* Clock.currentTimeMillis
    let at = start
    const watched = Effect.onExit(effect, () =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        at = now
      })
    )
    const fiber = yield* Effect.forkChild(watched, { startImmediately: true })
    yield* TestClock.adjust("2 hours")
    const exit = fiber.pollUnsafe()
    assert.isDefined(exit, "it did not end within two hours")
    return { exit: yield* Fiber.await(fiber), took: at - start }
  })

/** The error that it has to end with. */
export const failed = <A, R>(
  effect: Effect.Effect<A, RouterError, R>
): Effect.Effect<RouterError & { readonly took: number }, never, R> =>
  Effect.map(timed(Effect.flip(effect)), ({ exit, took }) => {
    assert.strictEqual(exit._tag, "Success", "it answered, or died")
    return Object.assign((exit as Exit.Success<RouterError>).value, { took })
  })

/** The answer that it has to end with. */
export const answered = <A extends object, R>(
  effect: Effect.Effect<A, RouterError, R>
): Effect.Effect<A & { readonly took: number }, never, R> =>
  Effect.map(timed(effect), ({ exit, took }) => {
    if (exit._tag === "Failure") assert.fail(`it failed: ${String(exit.cause)}`)
    return { ...exit.value, took }
  })

export const endpoints = (attempts: ReadonlyArray<{ readonly endpoint: string }> | undefined) =>
  (attempts ?? []).map(({ endpoint }) => endpoint)
