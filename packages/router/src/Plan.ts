import type { Decision } from "@turnout/core/Decision"
import type { Json } from "@turnout/core/Json"
import type { Ledger } from "@turnout/core/Ledger"
import type { Warning } from "@turnout/core/Warning"

/** One step of a plan: the request body that this endpoint would be sent. */
export interface PlanStep {
  readonly endpoint: string
  readonly provider: string
  readonly provider_model_id: string
  readonly model: string
  /** The region whose own host it goes to. */
  readonly region?: string
  readonly body: Json
  readonly ledger: Ledger
  readonly warnings: ReadonlyArray<Warning>
}

/** The steps that a call would try, in order, and the decision behind them. JSON-serialisable. */
export interface Plan {
  readonly decision: Decision
  readonly steps: ReadonlyArray<PlanStep>
  readonly warnings: ReadonlyArray<Warning>
}
