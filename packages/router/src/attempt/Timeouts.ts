import type { Endpoint } from "@turnout/core/Endpoint"
import type { Routing } from "@turnout/core/Gateway"
import type { Request } from "@turnout/core/Request"

/** How long each wait of an attempt may last, milliseconds. */
export interface Timeouts {
  readonly connect_timeout_ms: number
  /** Streams only: from the attempt's start to its first content. */
  readonly first_token_timeout_ms: number
  /** Between two reads, once the vendor has begun to answer. */
  readonly stall_timeout_ms: number
  readonly attempt_timeout_ms: number
}

/** Over everything, waits included. */
export const deadline = (routing: Routing): number => routing.deadline_ms ?? 600_000

/** Whether this model thinks before it speaks: it can and was not told not to, or it cannot help it. */
const thinks = (request: Request, { facts }: Endpoint): boolean => {
  const { always, support } = facts.capabilities.reasoning
  return always === true || (support === "yes" && request.reasoning_effort !== "none")
}

/** Finite, all of them. A model that reasons is given five times as long until its first word. */
export const make = (routing: Routing, request: Request, endpoint: Endpoint): Timeouts => ({
  connect_timeout_ms: routing.connect_timeout_ms ?? 5_000,
  first_token_timeout_ms: routing.first_token_timeout_ms ?? (thinks(request, endpoint) ? 300_000 : 60_000),
  stall_timeout_ms: routing.stall_timeout_ms ?? 60_000,
  attempt_timeout_ms: routing.attempt_timeout_ms ?? 600_000
})
