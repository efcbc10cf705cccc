import type { Normalized } from "@turnout/core/Normalize"
import * as Price from "@turnout/core/Price"
import type { RouterError } from "@turnout/core/RouterError"
import type { AttemptRecord } from "@turnout/core/RoutingMetadata"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Fiber } from "effect/Fiber"
import * as Scope from "effect/Scope"
import type { Call } from "../attempt/Call.ts"
import type { CallOutcome } from "../attempt/CallOutcome.ts"
import type { Principal } from "../Principal.ts"
import type { Asked, Observation, Observe, Receipt } from "../Receipt.ts"
import { estimatesOf } from "./estimates.ts"
import { ObserverFailure } from "./observer-failure.ts"
import type { Observer } from "./Observer.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

const worse: ReadonlyArray<Price.Confidence> = ["exact", "assumed", "unknown"]

const costOf = (attempts: ReadonlyArray<AttemptRecord>): Receipt["cost"] => {
  let nanos = 0
  let worst = 0
  for (const { cost } of attempts) {
    if (cost === undefined) continue
    nanos += Price.nanos(cost.usd ?? 0)
    worst = Math.max(worst, worse.indexOf(cost.confidence))
  }
  return { usd: Price.usd(nanos), confidence: worse[worst]! }
}

const parameters = [
  "temperature",
  "top_p",
  "top_k",
  "presence_penalty",
  "frequency_penalty",
  "max_completion_tokens",
  "seed",
  "n",
  "reasoning_effort"
] as const

const askedOf = ({ model, models = [], request }: Normalized): Asked => {
  const asked: { [name: string]: unknown } = { models: model === undefined ? models : [model] }
  for (const name of parameters) if (request[name] !== undefined) asked[name] = request[name]
  const format = request.response_format?.type
  if (format !== undefined && format !== "text") asked["response_format"] = format
  if (request.embedding !== undefined) {
    const { dimensions, encoding_format, input, input_type } = request.embedding
    asked["embedding"] = {
      inputs: input.length,
      ...(dimensions === undefined ? {} : { dimensions }),
      ...(encoding_format === undefined ? {} : { encoding_format }),
      ...(input_type === undefined ? {} : { input_type })
    }
  }
  return asked as unknown as Asked
}

export interface Subject {
  readonly observation: Observation
  readonly stream: boolean
  readonly principal: Principal
  readonly clock: Clock.Clock
  /** Of the fiber that makes the call. */
  readonly context?: Context.Context<never>
  /** It observes the copy of the call of this id. */
  readonly shadow_of?: string
}

type Tell = (cause: unknown) => void

/**
 * The host's observer, which is called and never waited for. What it throws, or rejects with where it is
 * asynchronous, fails no call and ends no process; the log is told of the first time.
 */
export const guarded = (given: Observe | Observation | undefined): Effect.Effect<Observation | undefined> =>
  Effect.map(Effect.context<never>(), (context) => {
    if (given === undefined) return undefined
    const {
      bodies = false,
      decisions = false,
      estimates = false,
      opened,
      receipt: observe
    } = typeof given === "function" ? { receipt: given } : given
    let isTold = false
    const tell: Tell = (cause) => {
      if (!(cause instanceof ObserverFailure)) {
        if (isTold) return
        isTold = true
      }
      Effect.runForkWith(context)(
        Effect.logError(
          "The host's observer of receipts failed; further failures of it are not logged.",
          cause
        )
      )
    }
    const receipt: Observe = (receipt, opened) => {
      try {
        const result: unknown = observe(receipt, opened)
        if (typeof result === "object" && result !== null && "then" in result) {
          Promise.resolve(result).then(undefined, tell)
        }
      } catch (cause) {
        tell(cause)
      }
    }
    const open: Observation["opened"] =
      opened &&
      ((context) => {
        try {
          return opened(context)
        } catch (cause) {
          tell(cause)
          return undefined
        }
      })
    return { receipt, bodies, decisions, estimates, opened: open }
  })

/** Observes one call and writes its receipt once. */
export const open = ({ clock, context, observation, principal, shadow_of, stream }: Subject): Observer => {
  const opened = observation.opened?.(context ?? Context.empty())
  const started = SteadyClock.now(clock)
  const started_at = SteadyClock.date(clock, started, started)
  let call: Call | undefined
  let normalized: Normalized | undefined
  let isWritten = false

  const bodies = (ending: CallOutcome): Pick<Receipt, "embeddings" | "request" | "response"> => {
    if (observation.bodies !== true || normalized === undefined || !normalized.log.query) return {}
    const { request } = normalized
    if (!normalized.log.response) return { request }
    const response =
      ending.outcome === "answered"
        ? ending.response()
        : ending.outcome === "failed"
          ? ending.error.partial
          : undefined
    return {
      request,
      ...(response === undefined ? {} : response.object === "list" ? { embeddings: response } : { response })
    }
  }

  const receiptOf = (ending: CallOutcome): Receipt => {
    const attempts = call?.attempts ?? []
    const error = ending.outcome === "failed" ? ending.error : undefined
    const answered = ending.outcome === "answered" ? ending : undefined
    const { attempts: _attempts, decision: _decision, ...routing } = answered?.metadata ?? {}
    return {
      outcome: ending.outcome,
      ...(call === undefined ? {} : { id: call.id }),
      stream,
      started_at,
      duration_ms: SteadyClock.now(clock) - started,
      ...(normalized === undefined ? {} : { asked: askedOf(normalized) }),
      ...(answered === undefined ? {} : { answer: answered.told() }),
      ...(answered === undefined ? {} : { routing: routing as NonNullable<Receipt["routing"]> }),
      cost: costOf(attempts),
      ...(answered?.usage === undefined ? {} : { usage: answered.usage }),
      ...(observation.estimates === true && answered !== undefined && call !== undefined
        ? estimatesOf(call)
        : {}),
      attempts: [...attempts],
      // An answer that is given again was decided by another call.
      ...(observation.decisions === true && call?.step(0) !== undefined ? { decision: call.decision() } : {}),
      ...(error === undefined
        ? {}
        : {
            error: {
              type: error.type,
              code: error.code,
              status: error.status,
              message: error.message,
              param: error.param
            }
          }),
      metadata: normalized?.metadata ?? {},
      ...(normalized?.signature === undefined ? {} : { signature: normalized.signature }),
      principal,
      ...(call?.shadow === undefined ? {} : { shadow: call.shadow }),
      ...(shadow_of === undefined ? {} : { shadow_of }),
      ...bodies(ending)
    }
  }

  return {
    read: (request) => {
      normalized = request
    },
    begun: (begun) => {
      call = begun
    },
    ended: (ending) => {
      if (isWritten) return
      isWritten = true
      observation.receipt(receiptOf(ending), opened)
    }
  }
}

/**
 * Runs a call under an observer. A failure is reported at once, an interruption at the latest when the scope
 * closes.
 */
export const watch = <A, E extends RouterError>(
  observer: Observer,
  scope: Scope.Scope,
  run: Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.andThen(
    Scope.addFinalizer(
      scope,
      Effect.sync(() => observer.ended({ outcome: "interrupted" }))
    ),
    Effect.onExit(run, (exit) =>
      Effect.sync(() => {
        if (Exit.isSuccess(exit)) return
        const failure = Cause.findErrorOption(exit.cause)
        if (failure._tag === "Some") observer.ended({ outcome: "failed", error: failure.value })
      })
    )
  )

/** Runs a call under an observer of its own. */
export const observing = <A, E extends RouterError>(
  observation: Observation,
  fiber: Fiber<unknown, unknown>,
  stream: boolean,
  principal: Principal,
  scope: Scope.Scope,
  call: (observer: Observer) => Effect.Effect<A, E>
): Effect.Effect<A, E> => {
  const { context } = fiber
  const clock = fiber.getRef(Clock.Clock)
  const observer = open({ observation, stream, principal, clock, context })
  return watch(observer, scope, call(observer))
}
