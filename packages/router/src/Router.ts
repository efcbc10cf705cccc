import type { Catalog } from "@turnout/core/Catalog"
import type { ChatCompletion } from "@turnout/core/ChatCompletion"
import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Event } from "@turnout/core/Event"
import type { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { RouterError } from "@turnout/core/RouterError"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Answer from "./answer/Answer.ts"
import * as Intake from "./intake/Intake.ts"
import type { Plan } from "./Plan.ts"
import * as Principal from "./Principal.ts"
import { listOf, type RequestOrArray } from "./RequestArray.ts"
import type { RouterOptions } from "./RouterOptions.ts"
import { Signals } from "./Signals.ts"
import type { QuotaStatus } from "./QuotaStatus.ts"
import * as Streamed from "./answer/Streamed.ts"

export type { Answering } from "./answer/Streamed.ts"

/** A plan of a request; of an array the plans of those that can be tried, in order. */
export interface Planning {
  (request: ChatRequest, options?: Principal.CallOptions): Effect.Effect<Plan, RouterError>
  (
    requests: ReadonlyArray<ChatRequest>,
    options?: Principal.CallOptions
  ): Effect.Effect<ReadonlyArray<Plan>, RouterError>
}

/**
 * The one place where packages meet. Requests are whatever the caller sent: they are validated here. `stream`
 * in the request does not choose the door; the method does.
 */
export class Router extends Context.Service<
  Router,
  {
    readonly chat: (
      requests: RequestOrArray,
      options?: Principal.CallOptions
    ) => Effect.Effect<ChatCompletion, RouterError>
    readonly chatStream: (
      requests: RequestOrArray,
      options?: Principal.CallOptions
    ) => Stream.Stream<ChatCompletionChunk, RouterError>
    /** Resolves at commit, or fails when everything has: what doors build on. */
    readonly start: (
      requests: RequestOrArray,
      options?: Principal.CallOptions
    ) => Effect.Effect<Streamed.Answering, RouterError, Scope.Scope>
    /** The inner language, for those who fold it themselves. */
    readonly events: (
      requests: RequestOrArray,
      options?: Principal.CallOptions
    ) => Stream.Stream<Event, RouterError>
    /** Decides and fits, and calls nothing. */
    readonly plan: Planning
    /** Builds and loads what the first call would have to: after it no attempt waits for code or facts. */
    readonly ready: Effect.Effect<void>
    /** What somebody has used of their budgets and limits; of calls without a principal where none is given. */
    readonly quotaStatus: (options?: Principal.CallOptions) => Effect.Effect<QuotaStatus>
  }
>()("@turnout/router/Router") {
  /** With signals of its own, in memory. */
  static readonly layer = (
    options: RouterOptions = {}
  ): Layer.Layer<Router, RouterError, ProviderRegistry | Catalog> =>
    Layer.provide(Router.layerNoSignals(options), Signals.layer)

  /** With the host's signals. Fails where `options.routing` is not what a caller could have sent. */
  static readonly layerNoSignals = (
    options: RouterOptions = {}
  ): Layer.Layer<Router, RouterError, ProviderRegistry | Catalog | Signals> =>
    Layer.effect(
      Router,
      Effect.map(Intake.make(options), (intake) => {
        const start = (requests: RequestOrArray, options?: Principal.CallOptions) =>
          Streamed.chunks(intake.answer(requests, true, options))
        return Router.of({
          chat: (requests, options) =>
            Effect.scoped(
              Effect.map(intake.answer(requests, false, options), ({ answering, call }) =>
                Answer.completion(call, answering)
              )
            ),
          start,
          chatStream: (requests, options) =>
            streamOf(Effect.map(start(requests, options), ({ read }) => read)),
          events: (requests, options) => streamOf(Streamed.events(intake.answer(requests, true, options))),
          plan: ((requests: RequestOrArray, options?: Principal.CallOptions) => {
            const list = listOf(requests)
            return list === undefined
              ? intake.plan(requests as ChatRequest, options)
              : intake.plans(list as ReadonlyArray<ChatRequest>, options)
          }) as Planning,
          ready: intake.ready,
          quotaStatus: (options) => intake.quotaStatus(Principal.of(options))
        })
      })
    )
}

/** A stream of what is pulled until `undefined`; empty reads are passed over. */
const streamOf = <A, E, R>(
  open: Effect.Effect<Effect.Effect<ReadonlyArray<A> | undefined, E>, E, R>
): Stream.Stream<A, E, Exclude<R, Scope.Scope>> =>
  Stream.scoped(
    Stream.fromPull(
      Effect.map(open, (read) => {
        const pull: Effect.Effect<readonly [A, ...Array<A>], E | Cause.Done> = Effect.flatMap(read, (items) =>
          items === undefined
            ? Cause.done()
            : items.length === 0
              ? pull
              : Effect.succeed(items as unknown as readonly [A, ...Array<A>])
        )
        return pull
      })
    )
  ) as Stream.Stream<A, E, Exclude<R, Scope.Scope>>
