import type { Candidate, RequestFacts } from "@turnout/core/Candidate"
import type { Terms, Weights } from "@turnout/core/Decision"

export interface StrategyInput {
  /** Viable ones only, in the order of their ids. */
  readonly candidates: ReadonlyArray<Candidate>
  readonly facts: RequestFacts
  readonly now: number
  /** In [0, 1), a function of the seed and the key; keys should begin with the endpoint's id. */
  readonly draw: (key: string) => number
}

/** One candidate's place. The contributions, added in their order, are the score. */
export interface Ranked {
  /** The endpoint's id. */
  readonly id: string
  readonly score: number
  readonly utilities: Terms
  readonly contributions: Terms
  /**
   * The chance that it was put first, where the strategy itself drew who is; then nothing is drawn after it. The
   * chances of all sum to one.
   */
  readonly probability?: number
}

/**
 * Ranks candidates: a pure function, best first. It neither drops nor invents one, and the order in which they
 * stand in the input does not matter. `weights`, where present, is a promise that it is `weighted` of these.
 */
export interface Strategy {
  (input: StrategyInput): ReadonlyArray<Ranked>
  readonly weights?: Weights
}
