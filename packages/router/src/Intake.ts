import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Request } from "@turnout/core/Request"
import * as Normalize from "@turnout/core/Normalize"
import type { RouterError } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Random from "effect/Random"
import * as Result from "effect/Result"
import * as Admission from "./Admission.ts"
import { Budget } from "./Budget.ts"
import type { Call } from "./Call.ts"
import * as Draft from "./Draft.ts"
import * as Draw from "./Draw.ts"
import * as IndexCache from "./IndexCache.ts"
import { Limits } from "./Limits.ts"
import type { Plan } from "./Plan.ts"
import * as Principal from "./Principal.ts"
import type { RouterOptions } from "./RouterOptions.ts"
import { Signals } from "./Signals.ts"
import * as Standing from "./Standing.ts"
import * as Step from "./Step.ts"
import * as Timers from "./Timers.ts"
import * as Verdict from "./Verdict.ts"

const defaultAttempts = 4

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
  let calls = 0

  const draft = (request: ChatRequest, stream: boolean | undefined) => {
    const normalized = Normalize.normalize(
      request,
      stream === undefined ? normalizeOptions : { ...normalizeOptions, stream }
    )
    if (Result.isFailure(normalized)) return Effect.fail(normalized.failure)
    return Effect.flatMap(index, (names) =>
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
          const moment = { index: names, snapshot: signals.snapshot(now), now, seed }
          const result = Draft.make(normalized.success, moment, options, defaults)
          return Result.isFailure(result)
            ? Effect.fail(result.failure)
            : Effect.succeed({ draft: result.success, clock, now, id: `${unique}.${calls}`, seed })
        })
      )
    )
  }

  const begin = (
    request: ChatRequest,
    stream: boolean,
    options: Principal.CallOptions | undefined
  ): Effect.Effect<Call, RouterError> =>
    Effect.map(
      draft(request, stream),
      ({ draft: { alternatives, normalized, routing, ...draft }, clock, now, id, seed }) => {
        const principal = Principal.of(options)
        const deadline = now + Timers.deadline(routing)
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
          step: draft.step,
          strategy: draft.strategy,
          timers: (endpoint) => Timers.make(routing, normalized.request, endpoint),
          fallbacks: routing.allow_fallbacks ?? true,
          most: 1 + (routing.max_fallback_attempts ?? Math.max(defaultAttempts, alternatives - 1)),
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
          charges: []
        }
      }
    )

  /** Ready to be walked in this scope: whatever its attempts hold of budgets and limits is given back with it. */
  const call = (
    request: ChatRequest,
    stream: boolean,
    options: Principal.CallOptions | undefined
  ): Effect.Effect<Call, RouterError, Scope.Scope> =>
    Effect.flatMap(begin(request, stream, options), (call) => {
      const { admission } = call
      if (admission === Admission.open) return Effect.succeed(call)
      return Effect.as(
        Effect.andThen(
          Effect.addFinalizer(() => admission.close),
          admission.call
        ),
        call
      )
    })

  const plan = (request: ChatRequest): Effect.Effect<Plan, RouterError> =>
    Effect.map(draft(request, undefined), ({ draft: { normalized, ...draft } }) => {
      const steps: Array<Plan["steps"][number]> = []
      for (let position = 0; position < draft.size; position++) {
        const step = draft.step(position)
        if (step !== undefined) steps.push(Step.toPlan(step, normalized.request))
      }
      return { decision: draft.decision(), steps, warnings: draft.warnings }
    })

  return { call, plan, standing: Standing.make(budget, limits) }
})
