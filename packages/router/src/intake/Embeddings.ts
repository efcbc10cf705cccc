import type { EmbeddingRequest } from "@turnout/core/EmbeddingRequest"
import type { Routing } from "@turnout/core/Gateway"
import type { Normalized, Options as NormalizeOptions } from "@turnout/core/Normalize"
import * as NormalizeEmbedding from "@turnout/core/NormalizeEmbedding"
import type { Embedder } from "@turnout/core/Provider"
import type { RouterError } from "@turnout/core/RouterError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Embedded from "../answer/Embedded.ts"
import type { Observer } from "../answer/Observer.ts"
import * as ReceiptWriter from "../answer/ReceiptWriter.ts"
import type { Call } from "../attempt/Call.ts"
import * as HostWait from "../attempt/HostWait.ts"
import { walk } from "../attempt/Walk.ts"
import { ofEmbeddings } from "../decide/constraints/embedding.ts"
import * as Principal from "../Principal.ts"
import * as Refusal from "../Refusal.ts"
import type { Observation } from "../Receipt.ts"
import { embeddingIndex } from "../resolve/embedding-index.ts"
import type { Index } from "../resolve/Resolve.ts"
import type { Hooked } from "./before.ts"
import { callOf, type RouterState } from "./call-of.ts"
import type * as CallContext from "./CallContext.ts"
import * as Deciding from "./Deciding.ts"
import * as Items from "./draft/items.ts"
import * as Spaces from "./draft/spaces.ts"
import { typed } from "./extensions.ts"

/** What a router takes chats in with, of which embedding requests take the same. */
export interface Intake {
  readonly state: RouterState
  readonly names: (clock: Clock.Clock, deadline: number) => Effect.Effect<Index, RouterError>
  readonly deadlineOf: (routing: Routing, started: number) => number
  readonly context: ReturnType<typeof CallContext.make>
  readonly enter: (
    call: Call,
    context: CallContext.CallContext,
    scope: Scope.Scope
  ) => Effect.Effect<void, RouterError>
  readonly normalizeOptions: NormalizeOptions
  readonly observed: Observation | undefined
  readonly before: Hooked | undefined
}

/**
 * Embedding requests, through the stages of a chat: what differs is how they are read, the endpoints that their names mean,
 * and what their events are folded to.
 */
export const make = (intake: Intake) => {
  const { before, context, deadlineOf, enter, normalizeOptions, observed } = intake
  const { constraints = [], ...options } = intake.state.options
  const state: RouterState = {
    ...intake.state,
    options: { ...options, constraints: [...ofEmbeddings, ...constraints] }
  }
  const indexes = new WeakMap<Index, Effect.Effect<Index>>()

  /** The code that gives embeddings is loaded for all providers that do, since names may mean any of them. */
  const indexOf = (whole: Index): Effect.Effect<Index> => {
    const known = indexes.get(whole)
    if (known !== undefined) return known
    const providers = [...whole.providers.values()]
    const loaded = Effect.forEach(providers, ({ embedder, id }) =>
      embedder === undefined ? Effect.undefined : Effect.map(embedder, (embedder) => [id, embedder] as const)
    )
    return Effect.map(loaded, (loaded) => {
      const embedders = new Map<string, Embedder>(loaded.filter((each) => each !== undefined))
      const index = embeddingIndex(whole, embedders)
      indexes.set(whole, Effect.succeed(index))
      return index
    })
  }

  const names = (clock: Clock.Clock, deadline: number): Effect.Effect<Index, RouterError> =>
    Effect.flatMap(intake.names(clock, deadline), (whole) =>
      HostWait.answer("embeddings", clock, deadline, indexOf(whole))
    )

  const deciding = Deciding.make(state, names, deadlineOf)

  /** With the size that vectors must have. Refuses what could be answered by vectors that cannot be compared. */
  const sized = (
    normalized: Normalized,
    clock: Clock.Clock,
    deadline: number
  ): Effect.Effect<Normalized, RouterError> =>
    Effect.flatMap(names(clock, deadline), (index) => {
      const found = Items.items(index, normalized, state.options)
      const size = Result.isFailure(found) ? found.failure : Spaces.sizeOf(found.success, normalized)
      if (typeof size === "object") return Effect.fail(Refusal.toError(size))
      return Effect.succeed(size === undefined ? normalized : Spaces.withSize(normalized, size))
    })

  const answered = Effect.fnUntraced(function* (
    fiber: Deciding.Fiber,
    scope: Scope.Scope,
    request: EmbeddingRequest,
    given: Principal.CallOptions | undefined,
    observer: Observer | undefined
  ): Effect.fn.Return<Embedded.Embedded, RouterError> {
    const clock = fiber.getRef(Clock.Clock)
    const read = yield* Effect.fromResult(NormalizeEmbedding.normalize(request, normalizeOptions))
    observer?.read(read)
    const asked = yield* context.ofOne(clock, read, request as never, given, observer)
    const deadline = deadlineOf(read.routing, asked.started)
    const hooked = before === undefined ? read : yield* before(read, asked.principal, clock, deadline)
    if (hooked !== read) observer?.read(hooked)
    const normalized = yield* sized(hooked, clock, deadline)
    const decided = yield* deciding.decide(fiber, normalized, asked, asked)
    const call = callOf(state, decided, asked, undefined, undefined)
    yield* enter(call, asked, scope)
    return Embedded.response(call, yield* walk(call, scope))
  })

  /** The answer, in a scope that lasts as long as the call. */
  return (
    request: EmbeddingRequest,
    given: Principal.CallOptions | undefined,
    scope: Scope.Scope
  ): Effect.Effect<Embedded.Embedded, RouterError> =>
    Effect.withFiber((fiber) => {
      const call = (observer?: Observer) => typed(answered(fiber, scope, request, given, observer))
      if (observed === undefined) return call()
      const { context } = fiber
      const [clock, principal] = [fiber.getRef(Clock.Clock), Principal.of(given)]
      const observer = ReceiptWriter.open({ observation: observed, stream: false, principal, clock, context })
      return ReceiptWriter.watch(observer, scope, call(observer))
    })
}
