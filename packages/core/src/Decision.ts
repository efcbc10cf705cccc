import type { RequestFacts } from "./Candidate.ts"
import type { ExpectedCost } from "./Price.ts"
import type { Prior } from "./Endpoint.ts"
import type { EndpointSignals } from "./Signals.ts"

/** Sorting keys of the built-in strategies, in the order in which contributions are added. */
export type Metric = "cost" | "ttft" | "tps" | "reliability" | "quality"

export type Weights = { readonly [metric in Metric]?: number }

/** Numbers per metric, or per term of a host's own strategy. */
export type Terms = { readonly [term: string]: number }

export type Selection = "best" | "argmax" | "spread"

/** Why a candidate is out: the first constraint, in the contract's order, that it failed. */
export type ExclusionReason =
  | "credential"
  | "tier"
  | "provider"
  | "version"
  | "region"
  | "quantization"
  | "data_policy"
  | "media"
  | "tools"
  | "structured_output"
  | "reasoning"
  | "parameters"
  | "context_window"
  | "price"
  | "success_rate"
  | "ttft"
  | "throughput"
  | "threshold"
  | "cooling"
  | (string & {})

/** One row of the table behind a plan. */
export interface DecisionCandidate {
  readonly endpoint: string
  readonly provider: string
  readonly model: string
  readonly verdict: "viable" | "excluded"
  readonly reason?: ExclusionReason
  readonly detail?: string
  /** Constraints it passed only for want of samples. */
  readonly unmeasured?: ReadonlyArray<string>
  readonly signals: EndpointSignals
  readonly expected_cost: ExpectedCost
  /** USD per 1M tokens, where a route of the expression read it. */
  readonly list_price?: { readonly input: number; readonly output: number }
  readonly quality?: number
  readonly prior?: Prior
  /**
   * The sorting keys before the strategy's position, most significant first: request of the array, region, item,
   * `order`, `prefer`, preference. Absent when all are 0.
   */
  readonly place?: ReadonlyArray<number>
  readonly utilities?: Terms
  readonly contributions?: Terms
  readonly score?: number
  /** Probability that it was drawn first. */
  readonly probability?: number
  /** 1 is tried first; only viable candidates have one. */
  readonly rank?: number
}

/** What one item of a chain, or of `gateway.models` under `fallback`, is ranked by. */
export interface DecisionItem {
  /** In its canonical form. */
  readonly expression: string
  readonly strategy: string
  readonly weights?: Weights
  /** The sort keys and weights of its route. */
  readonly route?: string
}

/** The table behind a plan: plain JSON, the same for the same inputs, byte for byte. */
export interface Decision {
  readonly version: 1
  readonly facts: RequestFacts
  readonly strategy: string
  readonly weights?: Weights
  /** The sort keys and weights of a model expression, which stand in place of a strategy. */
  readonly route?: string
  /** By place; absent where all items are ranked alike. */
  readonly items?: ReadonlyArray<DecisionItem>
  readonly selection: Selection
  /** The share of decisions that tries somebody of whom little is known; absent where none does. */
  readonly explore?: number
  readonly seed: number
  /** The clock's reading, milliseconds. */
  readonly at: number
  /** Digest of the signals that were read. */
  readonly signals: string
  readonly candidates: ReadonlyArray<DecisionCandidate>
}
