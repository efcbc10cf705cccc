import type { Endpoint } from "@turnout/core/Endpoint"
import type { Routing } from "@turnout/core/Gateway"
import type { Request } from "@turnout/core/Request"

/** Timeouts of an attempt in milliseconds. */
export interface Timeouts {
  readonly connect_timeout_ms: number
  /**
   * From the attempt's start to its first content, or to the first byte of a whole answer's body: those have none
   * but the one that a caller or the host states.
   */
  readonly first_token_timeout_ms: number
  /** Between two reads after the vendor started to answer. */
  readonly stall_timeout_ms: number
  /** From the attempt's start to its commit. */
  readonly attempt_timeout_ms: number
}

/** Deadline of the whole call, waits included, in milliseconds. Default: 600,000. */
export const deadline = (routing: Routing): number => routing.deadline_ms ?? 600_000

/**
 * The clock reading at which a limit ends that is known: a deadline that the caller or the host states, or the one
 * that the caller's door knows. Undefined if none is stated.
 */
export const limit = (
  { deadline_ms = Infinity }: Routing,
  started: number,
  limit_ms: number = Infinity
): number | undefined => {
  const known = Math.min(deadline_ms, limit_ms)
  return known < Infinity ? started + known : undefined
}

/** Whether the model reasons before it answers: always, or by support and not disabled. */
const thinks = (request: Request, { facts }: Endpoint): boolean => {
  const { always, support } = facts.capabilities.reasoning
  return always === true || (support === "yes" && request.reasoning_effort !== "none")
}

/** Whether it may think before it speaks, for all that is known. */
export const mayThink = (request: Request, { facts }: Endpoint): boolean => {
  const { always, support } = facts.capabilities.reasoning
  return always === true || (support !== "no" && request.reasoning_effort !== "none")
}

const usualFirstToken = (request: Request, endpoint: Endpoint): number =>
  !request.stream ? Infinity : thinks(request, endpoint) ? 300_000 : 60_000

/** A model that reasons is given five times as long until its first word. */
export const make = (routing: Routing, request: Request, endpoint: Endpoint): Timeouts => ({
  connect_timeout_ms: routing.connect_timeout_ms ?? 5_000,
  first_token_timeout_ms: routing.first_token_timeout_ms ?? usualFirstToken(request, endpoint),
  stall_timeout_ms: routing.stall_timeout_ms ?? 60_000,
  attempt_timeout_ms: routing.attempt_timeout_ms ?? 600_000
})
