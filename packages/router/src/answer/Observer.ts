import type { Normalized } from "@turnout/core/Normalize"
import type { Call } from "../attempt/Call.ts"
import type { CallOutcome } from "../attempt/CallOutcome.ts"

/** Receives the progress of one call. Only the first `ended` counts. */
export interface Observer {
  readonly read: (request: Normalized) => void
  readonly begun: (call: Call) => void
  readonly ended: (ending: CallOutcome) => void
}
