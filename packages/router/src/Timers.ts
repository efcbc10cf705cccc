import type { Routing } from "@turnout/core/Gateway"

/** How long each wait of a call may last, milliseconds. */
export interface Timers {
  readonly connect_timeout_ms: number
  /** Streams only: from the attempt's start to its first content. */
  readonly first_token_timeout_ms: number
  /** Between two reads, once the vendor has begun to answer. */
  readonly stall_timeout_ms: number
  readonly attempt_timeout_ms: number
  /** Over everything, waits included. */
  readonly deadline_ms: number
}

/** Finite, all of them. A model that reasons is given five times as long until its first word. */
export const make = (routing: Routing, reasoning: boolean): Timers => ({
  connect_timeout_ms: routing.connect_timeout_ms ?? 5_000,
  first_token_timeout_ms: routing.first_token_timeout_ms ?? (reasoning ? 300_000 : 60_000),
  stall_timeout_ms: routing.stall_timeout_ms ?? 60_000,
  attempt_timeout_ms: routing.attempt_timeout_ms ?? 600_000,
  deadline_ms: routing.deadline_ms ?? 600_000
})
