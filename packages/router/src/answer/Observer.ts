import type { Normalized } from "@turnout/core/Normalize"
import type { Call } from "../attempt/Call.ts"
import type { CallOutcome } from "../attempt/CallOutcome.ts"

/** Who is told of one call; the first end is the end. */
export interface Observer {
  readonly read: (request: Normalized) => void
  readonly begun: (call: Call) => void
  readonly ended: (ending: CallOutcome) => void
}
