import type { Step } from "./Step.ts"
import type { Budget } from "./HedgeBudget.ts"

/** One call's wish not to wait for a slow first content, and how far the host goes along. */
export interface Hedge {
  /** Milliseconds after an attempt's start; undefined where too little is known of it. */
  readonly after: (step: Step) => number | undefined
  /** More attempts beside the first, in all. */
  readonly max: number
  readonly budget: Budget
  readonly isAffordable: (first: Step, second: Step) => boolean
}
