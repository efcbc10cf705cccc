import type { ChatRequest } from "@turnout/core/ChatRequest"
import * as Normalize from "@turnout/core/Normalize"
import type { RouterError } from "@turnout/core/RouterError"
import type { Routing } from "@turnout/core/Gateway"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Random from "effect/Random"
import * as Result from "effect/Result"
import * as Admission from "../attempt/Admission.ts"
import { Budget } from "../Budget.ts"
import * as Health from "../Health.ts"
import * as Hedge from "../Hedge.ts"
import type { Call, Shared } from "../attempt/Call.ts"
import * as Draft from "./Draft.ts"
import * as SeededRandom from "../SeededRandom.ts"
import { callOf, type RouterState } from "./call-of.ts"
import * as CallContext from "./CallContext.ts"
import { defaultsOf, normalizeOptionsOf } from "./defaults.ts"
import { extensions, typed } from "./extensions.ts"
import { planOf } from "./plan.ts"
import * as IndexCache from "../resolve/IndexCache.ts"
import * as HostWait from "../attempt/HostWait.ts"
import { Limits } from "../Limits.ts"
import type { Plan } from "../Plan.ts"
import * as CooldownWait from "./CooldownWait.ts"
import * as Principal from "../Principal.ts"
import * as ArrayWalk from "./ArrayWalk.ts"
import * as Additions from "../memory/Additions.ts"
import { listOf, type RequestOrArray } from "../RequestArray.ts"
import type { Observer } from "../answer/Observer.ts"
import * as ReceiptWriter from "../answer/ReceiptWriter.ts"
import type { RouterOptions } from "../RouterOptions.ts"
import { Signals } from "../Signals.ts"
import * as QuotaStatus from "../QuotaStatus.ts"
import * as StructuredOutput from "../attempt/StructuredOutput.ts"
import * as Timeouts from "../attempt/Timeouts.ts"
import * as KeyStore from "../attempt/KeyStore.ts"
import * as KeyOrder from "./KeyOrder.ts"
import * as Verdict from "../Verdict.ts"
import { walk } from "../attempt/Walk.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

/** Where a request stands among others of the same call. */
type DraftOptions = Partial<Pick<Shared, "query" | "started" | "deadline">> & {
  /** It is only planned: do not wait for cooldowns. */
  readonly planned?: boolean
}

/** From what a caller sent to a call that can be walked, or a plan that can be read. */
export const make = Effect.fnUntraced(function* (given: RouterOptions) {
  const options = extensions(given)
  const signals = yield* Signals
  const budget = yield* Budget
  const limits = yield* Limits
  const health = (yield* Health.Health) ?? Health.make(options.health)
  const hedges = Hedge.make(options.hedge)
  const index = yield* IndexCache.make
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
    started + Timeouts.deadline({ ...defaults, ...routing })
  const keysFor = KeyOrder.of(options, defaults)
  const context = CallContext.make(options.credentials, deadlineOf)
  let calls = 0

  const normalize = (request: unknown, stream: boolean | undefined) =>
    Result.flatMap(
      Normalize.normalize(request, stream === undefined ? normalizeOptions : { ...normalizeOptions, stream }),
      (normalized) => StructuredOutput.valid(options.validate, normalized)
    )

  /** The index of names, which the host's catalog may be asked for. */
  const namesBy = (clock: Clock.Clock, deadline: number) => HostWait.answer("catalog", clock, deadline, index())

  /** Decides. If every viable endpoint is cooling down: by the host's policy. */
  const draft = (
    normalized: Normalize.Normalized,
    { own, principal }: Pick<CallContext.CallContext, "own" | "principal">,
    place: DraftOptions = {}
  ) =>
    Effect.clockWith((clock) => {
      const started = place.started ?? SteadyClock.now(clock)
      const deadline = place.deadline ?? deadlineOf(normalized.routing, started)
      return Effect.flatMap(namesBy(clock, deadline), (names) =>
        Effect.withFiber((fiber) => {
          const random = fiber.getRef(Random.Random)
          const unique = random.nextIntUnsafe()
          const turn = calls
          calls += 1
          const seed =
            options.seed === undefined
              ? Math.abs(unique)
              : Math.floor(SeededRandom.seeded(options.seed)("seed", String(calls)) * Number.MAX_SAFE_INTEGER)
          const keys = keysFor(own, normalized)
          const keysOf = (id: string) => {
            const provider = names.providers.get(id)
            return provider === undefined ? [] : keys(provider)
          }
          const asking = CallContext.asking(normalized.request, principal)
          const decide: CooldownWait.Decide = (now, lenience) => {
            const snapshot = health.over(signals.snapshot(now), keysOf, now, lenience, asking)
            const moment = { index: names, snapshot, now, seed, turn, query: place.query ?? 0, keys }
            return Draft.make(normalized, moment, options, defaults)
          }
          const policy = place.planned === true ? CooldownWait.withoutWait(options.cooling) : options.cooling
          const waiting = { policy, clock, started, deadline }
          return Effect.map(CooldownWait.decide(decide, waiting), (decided) => ({
            ...decided,
            asking,
            clock,
            started,
            names,
            id: `${unique}.${turn + 1}`,
            seed
          }))
        })
      )
    })

  const begin = (
    normalized: Normalize.Normalized,
    context: CallContext.CallContext,
    shared: Shared | undefined
  ): Effect.Effect<Call, RouterError> =>
    Effect.map(draft(normalized, context, shared ?? context), (decided) =>
      callOf(state, decided, context, shared)
    )

  /** Ready to be walked in this scope: whatever its attempts hold of budgets and limits is given back with it. */
  const enter = (call: Call, { observer }: CallContext.CallContext) =>
    Effect.suspend(() => {
      observer?.begun(call)
      return Admission.enter(call.admission)
    })

  const readArray = (requests: ReadonlyArray<unknown>, stream: boolean | undefined, limit_ms?: number) =>
    Effect.clockWith((clock) =>
      Effect.flatMap(namesBy(clock, deadlineOf({}, SteadyClock.now(clock))), (names) =>
        Effect.withFiber((fiber) =>
          Effect.fromResult(
            ArrayWalk.read(requests, {
              id: `${fiber.getRef(Random.Random).nextIntUnsafe()}.${(calls += 1)}`,
              clock,
              limit_ms,
              most: options.max_queries ?? 5,
              normalize: (request) => normalize(request, stream),
              validate: (normalized, now) =>
                Draft.validate(normalized, { index: names, now }, options, defaults)
            })
          )
        )
      )
    )

  /** The call that answers, committed, of a request or of an array of them. */
  const answered = (
    requests: RequestOrArray,
    stream: boolean,
    given: Principal.CallOptions | undefined,
    observer?: Observer
  ): Effect.Effect<ArrayWalk.Answered, RouterError, Scope.Scope> => {
    const list = listOf(requests)
    if (list !== undefined) {
      return Effect.flatMap(readArray(list, stream, given?.limit_ms), ({ items, shared }) =>
        Effect.flatMap(context.of(requests, given, shared, observer), (context) =>
          ArrayWalk.walk(items, shared, {
            call: (normalized, shared) => {
              observer?.read(normalized)
              return begin(normalized, context, shared)
            },
            enter: (call) => enter(call, context)
          })
        )
      )
    }
    const normalized = normalize(requests, stream)
    if (Result.isFailure(normalized)) return Effect.fail(normalized.failure)
    observer?.read(normalized.success)
    return Effect.flatMap(context.ofOne(normalized.success, requests, given, observer), (context) =>
      Effect.flatMap(begin(normalized.success, context, undefined), (call) =>
        Effect.map(Effect.andThen(enter(call, context), walk(call)), (answering) => ({ call, answering }))
      )
    )
  }

  /** The same, observed where the host does. */
  const answer: typeof answered = (requests, stream, given) => {
    const call = (observer?: Observer) =>
      typed(Effect.suspend(() => answered(requests, stream, given, observer)))
    if (observed === undefined) return call()
    return Effect.clockWith((clock) => {
      const observer = ReceiptWriter.open({
        observation: observed,
        stream,
        principal: Principal.of(given),
        clock
      })
      return ReceiptWriter.watch(observer, call(observer))
    })
  }

  const planned = (normalized: Normalize.Normalized, context: CallContext.CallContext, query = 0) =>
    Effect.map(draft(normalized, context, { query, planned: true }), ({ draft }) => planOf(draft, additions))

  const plan = (
    request: ChatRequest,
    given: Principal.CallOptions | undefined
  ): Effect.Effect<Plan, RouterError> => {
    const normalized = normalize(request, undefined)
    if (Result.isFailure(normalized)) return Effect.fail(normalized.failure)
    return Effect.flatMap(context.ofOne(normalized.success, request, given), (context) =>
      planned(normalized.success, context)
    )
  }

  const plans = (
    requests: ReadonlyArray<ChatRequest>,
    given: Principal.CallOptions | undefined
  ): Effect.Effect<ReadonlyArray<Plan>, RouterError> =>
    Effect.flatMap(readArray(requests, undefined), ({ items }) =>
      Effect.flatMap(context.of(requests, given), (context) =>
        ArrayWalk.plans(items, (normalized, query) => planned(normalized, context, query))
      )
    )

  /** What the first call would build or load: the index of names, compiled validators, and the providers' own. */
  const ready = Effect.flatMap(Effect.suspend(index), ({ providers }) => {
    normalize({ model: "", messages: [{ role: "user", content: "" }] }, undefined)
    return Effect.forEach(providers.values(), (provider) => provider.ready ?? Effect.void, { discard: true })
  })

  return { answer, plan, plans, ready, quotaStatus: QuotaStatus.make(budget, limits) }
})
