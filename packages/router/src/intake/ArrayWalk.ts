import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Normalized } from "@turnout/core/Normalize"
import * as RouterError from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import type { Routing } from "@turnout/core/Gateway"
import type * as Clock from "effect/Clock"
import type { Call, Shared } from "../attempt/Call.ts"
import * as Draft from "./Draft.ts"
import * as FinalError from "../attempt/FinalError.ts"
import type { Plan } from "../Plan.ts"
import * as Timeouts from "../attempt/Timeouts.ts"
import * as Walk from "../attempt/Walk.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

const defaultAttempts = 4

/** Maximum number of attempts of a call: every alternative that the caller wrote is tried at least once. */
export const attempts = ({ max_fallback_attempts: most }: Routing, alternatives: number): number =>
  1 + (most ?? Math.max(defaultAttempts, alternatives - 1))

export interface ReadOptions {
  readonly id: string
  readonly clock: Clock.Clock
  /** So long the caller waits, where its door knows. */
  readonly limit_ms?: number | undefined
  /** Maximum number of requests in an array. */
  readonly most: number
  readonly normalize: (request: unknown) => Result.Result<Normalized, RouterError.RouterError>
  /** Validates what does not depend on time or health. */
  readonly validate: (
    normalized: Normalized,
    now: number
  ) => Result.Result<Draft.Valid, RouterError.RouterError>
}

/** A request of an array, or the error for which it is skipped. */
export type ArrayItem = Result.Result<Normalized, RouterError.RouterError>

export interface ReadArray {
  readonly items: ReadonlyArray<ArrayItem>
  /** With the shortest deadline and the fewest attempts requested by any of them. */
  readonly shared: Shared
}

/**
 * Validates the whole array: an invalid request fails the call before anything is sent. A model that no provider
 * serves counts as a failure of that request, and the next is tried.
 */
export const read = (
  requests: ReadonlyArray<unknown>,
  { clock, id, limit_ms, most, normalize, validate }: ReadOptions
): Result.Result<ReadArray, RouterError.RouterError> => {
  const copied = copyOf(requests, most)
  if (Result.isFailure(copied)) return Result.fail(copied.failure)
  const started = SteadyClock.now(clock)
  const items: Array<ArrayItem> = []
  const routings: Array<Routing> = []
  let isFirstStreamed: boolean | undefined
  let alternatives = 0
  for (const [position, request] of copied.success.entries()) {
    const normalized = normalize(request)
    if (Result.isFailure(normalized)) return Result.fail(at(position, normalized.failure))
    isFirstStreamed ??= isStreamed(request)
    if (isStreamed(request) !== isFirstStreamed) {
      return refused(`[${position}].stream`, "The requests of an array must agree in 'stream'.")
    }
    const valid = validate(normalized.success, started)
    if (Result.isSuccess(valid)) {
      routings.push(valid.success.context.routing)
      alternatives += Draft.alternatives(valid.success)
      items.push(normalized)
      continue
    }
    const wrong = at(position, valid.failure)
    if (wrong.type === "invalid_request_error") return Result.fail(wrong)
    items.push(Result.fail(wrong))
  }
  const asked = routings.flatMap(({ max_fallback_attempts: most }) => most ?? [])
  const fewest = asked.length === 0 ? {} : { max_fallback_attempts: Math.min(...asked) }
  const shared: Shared = {
    id,
    started,
    deadline: started + Math.min(...routings.map(Timeouts.deadline), Timeouts.deadline({})),
    limit: limitOf(routings, started, limit_ms),
    most: attempts(fewest, alternatives),
    clock,
    attempts: [],
    failed: [],
    refused: [],
    charges: []
  }
  return Result.succeed({ items, shared })
}

const limitOf = (
  routings: ReadonlyArray<Routing>,
  started: number,
  limit_ms: number | undefined
): number | undefined => {
  const limits = routings.flatMap((routing) => Timeouts.limit(routing, started, limit_ms) ?? [])
  return limits.length === 0 ? undefined : Math.min(...limits)
}

const copyOf = (
  requests: ReadonlyArray<unknown>,
  most: number
): Result.Result<ReadonlyArray<unknown>, RouterError.RouterError> => {
  try {
    const { length } = requests
    if (!(Number.isInteger(length) && length > 0))
      return refused(null, "An array of requests holds at least one.")
    if (length > most) return refused(null, `An array of requests holds at most ${most}, got ${length}.`)
    return Result.succeed(Array.from({ length }, (_, position) => requests[position]))
  } catch {
    return refused(null, "The array of requests cannot be read.")
  }
}

const refused = (param: string | null, message: string) =>
  Result.fail(RouterError.make("invalid_request", message, { param }))

/** Called for requests that were normalized. */
const isStreamed = (request: unknown): boolean => (request as ChatRequest).stream === true

/** An error of one request, its params prefixed with the array index. */
const at = (position: number, error: RouterError.RouterError): RouterError.RouterError => {
  const inside = (param: string | null) => `[${position}]${param === null || param === "" ? "" : `.${param}`}`
  const { code, message, status, suggestion, violations } = error
  return RouterError.make(code, `Request ${position} of the array: ${message}`, {
    status,
    param: inside(error.param),
    violations: violations.map((violation) => ({ ...violation, param: inside(violation.param) })),
    ...(suggestion === undefined ? {} : { suggestion })
  })
}

/** The answering call. */
export interface Answered {
  readonly call: Call
  readonly answering: Walk.Answering
}

export interface Begin {
  /** Creates the call of one request, sharing the account of those before it. */
  readonly call: (normalized: Normalized, shared: Shared) => Effect.Effect<Call, RouterError.RouterError>
  /** Admits it: what its attempts hold is given back with the scope. */
  readonly enter: (call: Call) => Effect.Effect<void, RouterError.RouterError>
}

/** Whether every endpoint that could answer is ranked last: the first would not be, if one was not. */
const isDemoted = (call: Call): boolean => call.step(0)?.candidate.signals.demoted !== undefined

/**
 * Tries the requests in order until one is answered, those with nothing but demoted endpoints behind the others;
 * attempts and deadline count over all. Fails with the error of the attempts, if there were any.
 */
export const walk = Effect.fnUntraced(function* (
  items: ReadonlyArray<ArrayItem>,
  shared: Shared,
  begin: Begin,
  scope: Scope.Scope
): Effect.fn.Return<Answered, RouterError.RouterError> {
  const { clock, deadline, failed, most } = shared
  const errors: Array<RouterError.RouterError> = []
  let last: RouterError.RouterError | undefined
  const positions = [...items.keys()]
  for (let turn = 0; turn < positions.length; turn++) {
    const query = positions[turn]!
    const normalized = items[query]!
    if (Result.isFailure(normalized)) {
      errors.push(normalized.failure)
      continue
    }
    const further = positions.length - 1 - turn
    const begun = yield* Effect.result(begin.call(normalized.success, { ...shared, query, further }))
    if (Result.isFailure(begun)) {
      errors.push(begun.failure)
      continue
    }
    const call = begun.success
    if (turn < items.length - 1 && isDemoted(call)) {
      positions.push(query)
      continue
    }
    const entered = yield* Effect.result(begin.enter(call))
    if (Result.isFailure(entered)) {
      errors.push(entered.failure)
      continue
    }
    const walked = yield* Effect.result(Walk.walk(call, scope))
    if (Result.isSuccess(walked)) return { call, answering: walked.success }
    // Its reservations are released for the next request.
    yield* call.admission.close
    last = walked.failure
    if (failed.length >= most || SteadyClock.now(clock) >= deadline) break
  }
  return yield* Effect.fail(last ?? FinalError.ofErrors(errors))
})

/** The plans of the requests that can be tried, in order. */
export const plans = Effect.fnUntraced(function* (
  items: ReadonlyArray<ArrayItem>,
  plan: (normalized: Normalized, position: number) => Effect.Effect<Plan, RouterError.RouterError>
): Effect.fn.Return<ReadonlyArray<Plan>, RouterError.RouterError> {
  const made: Array<Plan> = []
  const errors: Array<RouterError.RouterError> = []
  for (const [position, item] of items.entries()) {
    const planned = yield* Effect.result(
      Result.isFailure(item) ? Effect.fail(item.failure) : plan(item.success, position)
    )
    if (Result.isSuccess(planned)) made.push(planned.success)
    else errors.push(planned.failure)
  }
  return made.length > 0 ? made : yield* Effect.fail(FinalError.ofErrors(errors))
})
