import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Routing } from "@turnout/core/Gateway"
import type { Request } from "@turnout/core/Request"
import * as Normalize from "@turnout/core/Normalize"
import type { RouterError } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Random from "effect/Random"
import * as Result from "effect/Result"
import * as Admission from "./Admission.ts"
import { Budget } from "./Budget.ts"
import type { Call, Shared } from "./Call.ts"
import * as Draft from "./Draft.ts"
import * as Draw from "./Draw.ts"
import * as Exhausted from "./Exhausted.ts"
import * as IndexCache from "./IndexCache.ts"
import { Limits } from "./Limits.ts"
import type { Plan } from "./Plan.ts"
import * as Principal from "./Principal.ts"
import * as Queries from "./Queries.ts"
import type { RouterOptions } from "./RouterOptions.ts"
import { Signals } from "./Signals.ts"
import * as Standing from "./Standing.ts"
import * as Step from "./Step.ts"
import * as Structured from "./Structured.ts"
import * as Timers from "./Timers.ts"
import * as Verdict from "./Verdict.ts"
import { walk } from "./Walk.ts"

const defaultAttempts = 4

const mostOf = ({ max_fallback_attempts: most }: Routing, alternatives: number): number =>
  1 + (most ?? Math.max(defaultAttempts, alternatives - 1))

const noIds: ReadonlySet<string> = new Set()

/** The tool-call ids that stand in a conversation. */
const callIds = ({ messages }: Request): ReadonlySet<string> => {
  let ids: Set<string> | undefined
  for (const message of messages) {
    if (message.role !== "assistant" || message.tool_calls === undefined) continue
    ids ??= new Set()
    for (const call of message.tool_calls) ids.add(call.id)
  }
  return ids ?? noIds
}

/** Of the host's own defaults, in the words that a caller has: what is wrong with them is found at the start. */
const routingOf = (options: RouterOptions): Result.Result<Normalize.Normalized["routing"], RouterError> =>
  Result.map(
    Normalize.normalize({
      model: "any",
      messages: [{ role: "user", content: "" }],
      gateway: { routing: options.routing ?? {} }
    }),
    ({ routing }) => routing
  )

/** From what a caller sent to a call that can be walked, or a plan that can be read. */
export const make = Effect.fnUntraced(function* (options: RouterOptions) {
  const signals = yield* Signals
  const budget = yield* Budget
  const limits = yield* Limits
  const index = yield* IndexCache.make
  const defaults = yield* Effect.fromResult(routingOf(options))
  const verdicts = Verdict.make(options.verdicts)
  const normalizeOptions = {
    unknown: options.unknown ?? "pass",
    params: options.params ?? "warn",
    include: options.include ?? []
  } satisfies Normalize.Options
  const { validate } = options
  let calls = 0

  const normalize = (request: unknown, stream: boolean | undefined) =>
    Result.flatMap(
      Normalize.normalize(request, stream === undefined ? normalizeOptions : { ...normalizeOptions, stream }),
      (normalized) => Structured.valid(options.validate, normalized)
    )

  const draft = (normalized: Normalize.Normalized, query = 0) =>
    Effect.flatMap(index, (names) =>
      Effect.clockWith((clock) =>
        Effect.withFiber((fiber) => {
          const random = fiber.getRef(Random.Random)
          const now = clock.currentTimeMillisUnsafe()
          const unique = random.nextIntUnsafe()
          calls += 1
          const seed =
            options.seed === undefined
              ? Math.abs(unique)
              : Math.floor(Draw.draw(options.seed)("seed", String(calls)) * Number.MAX_SAFE_INTEGER)
          const moment = { index: names, snapshot: signals.snapshot(now), now, seed, turn: calls - 1, query }
          const result = Draft.make(normalized, moment, options, defaults)
          return Result.isFailure(result)
            ? Effect.fail(result.failure)
            : Effect.succeed({ draft: result.success, clock, now, id: `${unique}.${calls}`, seed })
        })
      )
    )

  const begin = (
    normalized: Normalize.Normalized,
    options: Principal.CallOptions | undefined,
    shared: Shared | undefined
  ): Effect.Effect<Call, RouterError> =>
    Effect.map(
      draft(normalized, shared?.query),
      ({ draft: { alternatives, normalized, routing, ...draft }, clock, now, id, seed }) => {
        const principal = Principal.of(options)
        const deadline = shared?.deadline ?? now + Timers.deadline(routing)
        return {
          id,
          started: now,
          deadline,
          request: normalized.request,
          admission: Admission.make(budget, limits, {
            principal,
            request: normalized.request,
            facts: draft.facts,
            clock,
            deadline
          }),
          ...(draft.facts.session === undefined ? {} : { session: draft.facts.session }),
          step: draft.step,
          strategy: draft.strategy,
          form: Structured.of(validate, normalized),
          timers: (endpoint) => Timers.make(routing, normalized.request, endpoint),
          fallbacks: routing.allow_fallbacks ?? true,
          most: mostOf(routing, alternatives),
          verdicts,
          draw: Draw.draw(routing.seed ?? seed),
          clock,
          record: signals.record,
          coolingUntil: (endpoint, at) => signals.snapshot(at).endpoint(endpoint).cooling_until,
          include: normalized.include,
          decision: draft.decision,
          warnings: draft.warnings,
          callIds: callIds(normalized.request),
          attempts: [],
          failed: [],
          refused: [],
          charges: [],
          ...(shared === undefined ? {} : { ...shared, most: shared.most - shared.failed.length })
        }
      }
    )

  /** Ready to be walked in this scope: whatever its attempts hold of budgets and limits is given back with it. */
  const open = (
    normalized: Normalize.Normalized,
    options: Principal.CallOptions | undefined,
    shared?: Shared
  ): Effect.Effect<Call, RouterError, Scope.Scope> =>
    Effect.flatMap(begin(normalized, options, shared), (call) =>
      Effect.as(Admission.enter(call.admission), call)
    )

  /** The requests of an array and what they share: the shortest deadline and the fewest attempts that any asks for. */
  const many = (requests: ReadonlyArray<unknown>, stream: boolean | undefined) =>
    Effect.flatMap(index, (names) =>
      Effect.clockWith((clock) =>
        Effect.withFiber((fiber) => {
          const now = clock.currentTimeMillisUnsafe()
          const routings: Array<Routing> = []
          let alternatives = 0
          const read = Queries.read(requests, {
            most: options.max_queries ?? 5,
            normalize: (request) => normalize(request, stream),
            validate: (normalized) => {
              const valid = Draft.validate(normalized, { index: names, now }, options, defaults)
              if (Result.isFailure(valid)) return valid.failure
              routings.push(valid.success.context.routing)
              alternatives += Draft.alternatives(valid.success)
              return undefined
            }
          })
          if (Result.isFailure(read)) return Effect.fail(read.failure)
          const asked = routings.flatMap(({ max_fallback_attempts: most }) => most ?? [])
          const shared: Shared = {
            id: `${fiber.getRef(Random.Random).nextIntUnsafe()}.${(calls += 1)}`,
            started: now,
            deadline: now + Math.min(...routings.map(Timers.deadline), Timers.deadline({})),
            most: mostOf(
              asked.length === 0 ? {} : { max_fallback_attempts: Math.min(...asked) },
              alternatives
            ),
            clock,
            attempts: [],
            failed: [],
            refused: [],
            charges: []
          }
          return Effect.succeed({ queries: read.success, shared })
        })
      )
    )

  /** The call that answers, committed, of a request or of an array of them. */
  const answer = (
    requests: Queries.Queries,
    stream: boolean,
    options: Principal.CallOptions | undefined
  ): Effect.Effect<Queries.Answered, RouterError, Scope.Scope> => {
    const list = Queries.listOf(requests)
    if (list !== undefined) {
      return Effect.flatMap(many(list, stream), ({ queries, shared }) =>
        Queries.walk(queries, shared, (normalized, shared) => open(normalized, options, shared))
      )
    }
    const normalized = normalize(requests, stream)
    if (Result.isFailure(normalized)) return Effect.fail(normalized.failure)
    return Effect.flatMap(open(normalized.success, options), (call) =>
      Effect.map(walk(call), (answering) => ({ call, answering }))
    )
  }

  const planOf = (normalized: Normalize.Normalized, query = 0): Effect.Effect<Plan, RouterError> =>
    Effect.map(draft(normalized, query), ({ draft: { normalized, ...draft } }) => {
      const steps: Array<Plan["steps"][number]> = []
      for (let position = 0; position < draft.size; position++) {
        const step = draft.step(position)
        if (step !== undefined) steps.push(Step.toPlan(step, normalized.request))
      }
      return { decision: draft.decision(), steps, warnings: draft.warnings }
    })

  const plan = (request: ChatRequest): Effect.Effect<Plan, RouterError> => {
    const normalized = normalize(request, undefined)
    return Result.isFailure(normalized) ? Effect.fail(normalized.failure) : planOf(normalized.success)
  }

  /** The plans of those that can be tried, in order. */
  const plans = (requests: ReadonlyArray<unknown>): Effect.Effect<ReadonlyArray<Plan>, RouterError> =>
    Effect.flatMap(
      many(requests, undefined),
      Effect.fnUntraced(function* ({ queries }) {
        const made: Array<Plan> = []
        const errors: Array<RouterError> = []
        for (const [position, query] of queries.entries()) {
          const planned = yield* Effect.result(
            Result.isFailure(query) ? Effect.fail(query.failure) : planOf(query.success, position)
          )
          if (Result.isSuccess(planned)) made.push(planned.success)
          else errors.push(planned.failure)
        }
        return made.length > 0 ? made : yield* Effect.fail(Exhausted.ofErrors(errors))
      })
    )

  return { answer, plan, plans, standing: Standing.make(budget, limits) }
})
