import type { Candidate, RequestFacts } from "@turnout/core/Candidate"
import type { Backup, Pair, Terms, Weights } from "@turnout/core/Decision"

export type { Backup, Pair } from "@turnout/core/Decision"

export interface StrategyInput {
  /** Viable candidates, sorted by id. */
  readonly candidates: ReadonlyArray<Candidate>
  readonly facts: RequestFacts
  /** Date in milliseconds. */
  readonly now: number
  /** A number in [0, 1) determined by seed and key; keys should begin with the endpoint's id. */
  readonly draw: (key: string) => number
}

/** One ranked candidate. The contributions, added in order, equal the score. */
export interface Ranked {
  /** The endpoint's id. */
  readonly id: string
  readonly score: number
  readonly utilities: Terms
  readonly contributions: Terms
  /**
   * Probability of being first, if the strategy draws by itself; selection then does not draw again. All
   * probabilities sum to 1.
   */
  readonly probability?: number
  /** Another candidate of the same score is preferred to it: selection does not draw it as a tie of that one. */
  readonly behind?: boolean
  /** The highest score that it could have at its price. One that an incident left behind is probed if that is the best. */
  readonly ceiling?: number
  /**
   * What is started beside this candidate where it is tried and its first content is late: another candidate, after a
   * delay. One per call, within the budget of hedges; it precedes the caller's `hedge`.
   */
  readonly backup?: Backup
  /** The backups considered, the least loss first; told in the decision. */
  readonly pairs?: ReadonlyArray<Pair>
}

/**
 * Ranks candidates, best first. A pure function: it neither drops nor adds any, and does not depend on the order of
 * its input. `weights`, if present, declares that it equals `weighted(weights)`.
 */
export interface Strategy {
  (input: StrategyInput): ReadonlyArray<Ranked>
  readonly weights?: Weights
}
