import type { ChatCompletion, CompletionUsage, PartialCompletion } from "@turnout/core/ChatCompletion"
import type { Metadata } from "@turnout/core/Gateway"
import type { Normalized } from "@turnout/core/Normalize"
import type { Confidence } from "@turnout/core/Price"
import type { Request } from "@turnout/core/Request"
import type { RouterError } from "@turnout/core/RouterError"
import type { AttemptRecord, RoutingMetadata } from "@turnout/core/RoutingMetadata"
import * as Cause from "effect/Cause"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import type { Call } from "./Call.ts"
import type { Principal } from "./Principal.ts"
import type { Observer } from "./receipt/contract.ts"
import type { Ending } from "./Ending.ts"

export type { Observer } from "./receipt/contract.ts"

/**
 * How one call came about, and ended: one for each, whatever became of it. Plain JSON. Bodies stand in it only
 * where the caller permits that (`log_query_body`, `log_response_body`); a key never does.
 */
export interface Receipt {
  readonly outcome: "answered" | "failed" | "interrupted"
  /** Absent where the request could not be read. */
  readonly id?: string
  readonly stream: boolean
  /** Clock readings. */
  readonly started_at: number
  readonly duration_ms: number
  /** How the answer came about. */
  readonly routing?: Omit<RoutingMetadata, "attempts" | "decision">
  /** Of all attempts. `unknown`: at least so much. */
  readonly cost: { readonly usd: number; readonly confidence: Confidence }
  readonly usage?: CompletionUsage
  readonly attempts: ReadonlyArray<AttemptRecord>
  readonly error?: Pick<RouterError, "type" | "code" | "status" | "message" | "param">
  /** What the caller gave for the host's own records. */
  readonly metadata: Metadata
  readonly signature?: string
  readonly principal: Principal
  readonly request?: Request
  readonly response?: ChatCompletion | PartialCompletion
}

/** What the host does with receipts. It is called in the middle of things: it must be quick. */
export type Observe = (receipt: Receipt) => void

const worse: ReadonlyArray<Confidence> = ["exact", "assumed", "unknown"]

const costOf = (attempts: ReadonlyArray<AttemptRecord>): Receipt["cost"] => {
  let nanos = 0
  let worst = 0
  for (const { cost } of attempts) {
    if (cost === undefined) continue
    nanos += Math.round((cost.usd ?? 0) * 1e9)
    worst = Math.max(worst, worse.indexOf(cost.confidence))
  }
  return { usd: nanos / 1e9, confidence: worse[worst]! }
}

export interface Subject {
  readonly observe: Observe
  readonly stream: boolean
  readonly principal: Principal
  readonly clock: Clock.Clock
}

/** Watches one call and writes its receipt, once. */
export const open = ({ clock, observe, principal, stream }: Subject): Observer => {
  const started_at = clock.currentTimeMillisUnsafe()
  let call: Call | undefined
  let normalized: Normalized | undefined
  let isWritten = false

  const bodies = (ending: Ending): Pick<Receipt, "request" | "response"> => {
    if (normalized === undefined || !normalized.log.query) return {}
    const { request } = normalized
    if (!normalized.log.response) return { request }
    const response =
      ending.outcome === "answered"
        ? ending.response()
        : ending.outcome === "failed"
          ? ending.error.partial
          : undefined
    return { request, ...(response === undefined ? {} : { response }) }
  }

  const receiptOf = (ending: Ending): Receipt => {
    const attempts = call?.attempts ?? []
    const error = ending.outcome === "failed" ? ending.error : undefined
    const answered = ending.outcome === "answered" ? ending : undefined
    const { attempts: _attempts, decision: _decision, ...routing } = answered?.metadata ?? {}
    return {
      outcome: ending.outcome,
      ...(call === undefined ? {} : { id: call.id }),
      stream,
      started_at,
      duration_ms: clock.currentTimeMillisUnsafe() - started_at,
      ...(answered === undefined ? {} : { routing: routing as NonNullable<Receipt["routing"]> }),
      cost: costOf(attempts),
      ...(answered?.usage === undefined ? {} : { usage: answered.usage }),
      attempts: [...attempts],
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
      // A host's bug is no reason for a call to fail.
      try {
        observe(receiptOf(ending))
      } catch {}
    }
  }
}

/** Runs a call under an observer: what ends it early, or after it has begun, is told with the scope at the latest. */
export const watch = <A, E extends RouterError, R>(
  observer: Observer,
  run: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R | Scope.Scope> =>
  Effect.andThen(
    Effect.addFinalizer(() => Effect.sync(() => observer.ended({ outcome: "interrupted" }))),
    Effect.onExit(run, (exit) =>
      Effect.sync(() => {
        if (Exit.isSuccess(exit)) return
        const failure = Cause.findErrorOption(exit.cause)
        if (failure._tag === "Some") observer.ended({ outcome: "failed", error: failure.value })
      })
    )
  )
