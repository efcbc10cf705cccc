import { Catalog } from "@turnout/core/Catalog"
import * as Normalize from "@turnout/core/Normalize"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { RouterError } from "@turnout/core/RouterError"
import type { Routing } from "@turnout/core/Gateway"
import type { Source } from "@turnout/core/Source"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Result from "effect/Result"
import * as Admission from "../attempt/Admission.ts"
import { Budget } from "../Budget.ts"
import * as Health from "../Health.ts"
import * as Hedge from "../Hedge.ts"
import type { Call, Shared } from "../attempt/Call.ts"
import type * as Cached from "./cache/Intake.ts"
import { callOf, type RouterState } from "./call-of.ts"
import * as Copying from "./Copying.ts"
import * as CallContext from "./CallContext.ts"
import * as Deciding from "./Deciding.ts"
import { defaultsOf, normalizeOptionsOf } from "./defaults.ts"
import { extensions, typed } from "./extensions.ts"
import * as Hooked from "./hooked.ts"
import { later, loaded } from "./later.ts"
import * as Planning from "./Planning.ts"
import * as IndexCache from "../resolve/IndexCache.ts"
import * as HostWait from "../attempt/HostWait.ts"
import { Limits } from "../Limits.ts"
import * as Principal from "../Principal.ts"
import * as ArrayReading from "./ArrayReading.ts"
import * as ArrayWalk from "./ArrayWalk.ts"
import * as Additions from "../memory/Additions.ts"
import { listOf, type RequestOrArray } from "../RequestArray.ts"
import type { Observer } from "../answer/Observer.ts"
import * as ReceiptWriter from "../answer/ReceiptWriter.ts"
import type { RouterOptions } from "../RouterOptions.ts"
import { Signals } from "../Signals.ts"
import * as QuotaStatus from "../QuotaStatus.ts"
import * as Shadowing from "./Shadowing.ts"
import { sourced } from "./sourced.ts"
import * as StructuredOutput from "../attempt/StructuredOutput.ts"
import * as Timeouts from "../attempt/Timeouts.ts"
import * as KeyStore from "../attempt/KeyStore.ts"
import * as Settled from "../attempt/Settled.ts"
import * as Verdict from "../Verdict.ts"
import { walk } from "../attempt/Walk.ts"

type Given = Principal.CallOptions | undefined

/** From what a caller sent to a call that can be walked, or a plan that can be read. */
export const make = Effect.fnUntraced(function* (given: RouterOptions) {
  const options = extensions(given)
  const signals = yield* Signals
  const budget = yield* Budget
  const limits = yield* Limits
  const health = (yield* Health.Health) ?? Health.make(options.health)
  const hedges = Hedge.make(options.hedge)
  const index = yield* IndexCache.make
  const catalog = yield* Catalog
  const registry = yield* ProviderRegistry
  const defaults = yield* Effect.fromResult(defaultsOf(options))
  const normalizeOptions = normalizeOptionsOf(options)
  const additions = Additions.make()
  const state: RouterState = {
    additions,
    budget,
    defaults,
    health,
    hedges,
    keys: KeyStore.make(),
    limits,
    options,
    signals,
    verdicts: Verdict.make(options.verdicts)
  }
  const observed = yield* ReceiptWriter.guarded(options.observe)
  /** The clock reading at which a call ends that began then. */
  const deadlineOf = (routing: Routing, started: number) =>
    started + (routing.deadline_ms ?? Timeouts.deadline(defaults))
  const context = CallContext.make(options.credentials, deadlineOf)

  const [whole, streamed] = [false, true].map((stream) => ({ ...normalizeOptions, stream }))
  const normalize = (request: unknown, stream: boolean | undefined) => {
    const how = stream === undefined ? normalizeOptions : stream ? streamed : whole
    const normalized = Normalize.normalize(request, how)
    return options.validate === undefined || Result.isFailure(normalized)
      ? normalized
      : StructuredOutput.valid(options.validate, normalized.success)
  }

  /** The index of names, which the host's catalog may be asked for. */
  const namesBy = (clock: Clock.Clock, deadline: number) =>
    HostWait.answer("catalog", clock, deadline, index())
  const deciding = Deciding.make(state, namesBy, deadlineOf)

  /** Ready to be walked in this scope: whatever its attempts hold of budgets and limits is given back with it. */
  const enter = (call: Call, { observer }: CallContext.CallContext, scope: Scope.Scope) => {
    observer?.begun(call)
    return Admission.enter(call.admission, scope)
  }

  const before = options.before && (yield* loaded(() => import("./before.ts"), options.before))

  const after = options.after && (yield* loaded(() => import("../answer/after.ts"), options.after))
  const hooked = Hooked.through(before, deadlineOf)

  const called = (
    fiber: Deciding.Fiber,
    normalized: Normalize.Normalized,
    context: CallContext.CallContext,
    shared?: Shared
  ): Effect.Effect<Call, RouterError> =>
    Settled.map(deciding.decide(fiber, normalized, context, shared ?? context), (decided) => {
      const isFirst = (shared?.query ?? 0) === 0
      const copy = isFirst ? shadowing?.of(normalized, shared?.id ?? decided.id, decided.seed) : undefined
      const call = callOf(state, decided, context, shared, copy)
      if (copy !== undefined) shadowing!.start(normalized, copy, call)
      return call
    })

  const begun = (
    fiber: Deciding.Fiber,
    given: Normalize.Normalized,
    context: CallContext.CallContext,
    shared?: Shared
  ): Effect.Effect<Call, RouterError> =>
    hooked(fiber, given, context, (normalized) => called(fiber, normalized, context, shared))

  const shadowing =
    options.shadow === undefined
      ? undefined
      : yield* Shadowing.make(
          options.shadow,
          Copying.make({ state, decide: deciding.decide, enter, observed })
        )

  const readArray = ArrayReading.make({ deciding, defaults, deadlineOf, namesBy, normalize, options })

  /** The call that answers, committed, of a request or of an array of them. */
  const answered = (
    fiber: Deciding.Fiber,
    scope: Scope.Scope,
    requests: RequestOrArray,
    stream: boolean,
    given: Given,
    source: Source | undefined,
    observer?: Observer
  ): Effect.Effect<ArrayWalk.Answered, RouterError> => {
    const clock = fiber.getRef(Clock.Clock)
    const list = listOf(requests)
    if (list !== undefined) {
      return Effect.flatMap(readArray(fiber, list, stream, given?.limit_ms), ({ items, shared }) =>
        Effect.flatMap(context.of(clock, requests, given, shared, observer), (context) => {
          const begin: ArrayWalk.Begin = {
            call: (normalized, shared) => {
              observer?.read(normalized)
              return begun(fiber, normalized, context, shared)
            },
            enter: (call) => enter(call, context, scope)
          }
          return ArrayWalk.walk(items, shared, begin, scope)
        })
      )
    }
    const normalized = sourced(normalize(requests, stream), source)
    if (Result.isFailure(normalized)) return Effect.fail(normalized.failure)
    const { success } = normalized
    const one = (normalized: Normalize.Normalized): Effect.Effect<ArrayWalk.Answered, RouterError> => {
      observer?.read(normalized)
      return Settled.flatMap(context.ofOne(clock, normalized, requests, given, observer), (context) =>
        Settled.flatMap(begun(fiber, normalized, context), (call) =>
          Settled.flatMap(enter(call, context, scope), () =>
            Effect.map(walk(call, scope), (answering) => ({ call, answering }))
          )
        )
      )
    }
    return success.cache === undefined
      ? one(success)
      : Effect.flatMap(caching, ({ absent }) => Effect.flatMap(absent(success), one))
  }

  /** The same in a scope that lasts as long as its answer, observed where the host does. */
  const answer = (
    requests: RequestOrArray,
    stream: boolean,
    given: Given,
    scope: Scope.Scope,
    source?: Source
  ): Effect.Effect<ArrayWalk.Answered, RouterError> =>
    Effect.withFiber((fiber) => {
      if (options.cache !== undefined || given?.idempotency_key !== undefined) {
        return Effect.flatMap(caching, ({ answer }) => answer(fiber, requests, stream, given, scope, source))
      }
      return uncached(fiber, requests, stream, given, scope, source)
    })

  const uncached: Cached.Intake["uncached"] = (fiber, requests, stream, given, scope, source) => {
    const call = (observer?: Observer) =>
      typed(Effect.suspend(() => answered(fiber, scope, requests, stream, given, source, observer)))
    return observed === undefined
      ? call()
      : ReceiptWriter.observing(observed, fiber, stream, Principal.of(given), scope, call)
  }

  const { drafted, plan, plans } = Planning.make({
    additions,
    context,
    deciding,
    hooked,
    normalize,
    readArray
  })

  /** What the first call would build or load: the index of names, compiled validators, and the providers' own. */
  const ready = Effect.flatMap(Effect.suspend(index), ({ providers }) => {
    normalize({ model: "", messages: [{ role: "user", content: "" }] }, undefined)
    return Effect.forEach(providers.values(), (provider) => provider.ready ?? Effect.void, { discard: true })
  })

  const asking = { keys: state.keys, registry }
  const lists = yield* later(() => import("./lists.ts"), catalog, asking, index, state, budget, limits)
  const shared = { state, names: namesBy, deadlineOf, context, enter, normalizeOptions, observed, before }
  const services = yield* Effect.context<never>()
  const more = { catalog: catalog.version, called, hooked, normalize, services, uncached }
  const caching = yield* later(() => import("./cache/Caching.ts"), { ...shared, ...more })
  // No first call waits for code.
  if (options.cache !== undefined) yield* caching
  const embeddings = yield* later(() => import("./Embeddings.ts"), shared)

  return {
    after,
    answer,
    drafted,
    keys: state.keys,
    embeddings,
    lists,
    plan,
    plans,
    ready,
    quotaStatus: QuotaStatus.make(budget, limits)
  }
})
