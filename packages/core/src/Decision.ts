import type { RequestFacts } from "./Candidate.ts"
import type { ExpectedCost } from "./Price.ts"
import type { Prior } from "./Endpoint.ts"
import type { EndpointSignals } from "./Signals.ts"

/** Sorting keys of the built-in strategies, in the order in which contributions are added. */
export type Metric = "cost" | "ttft" | "tps" | "reliability" | "quality"

export type Weights = { readonly [metric in Metric]?: number }

/** Numbers per metric, or per term of a host's own strategy. */
export type Terms = { readonly [term: string]: number }

/** An endpoint that is asked beside a step whose first content is late. */
export interface Backup {
  /** The endpoint's id. */
  readonly endpoint: string
  /** Milliseconds after the step was sent. */
  readonly after_ms: number
  /** Largest share of calls, 0–1, that may start one; a `hedge.share` that the host states replaces it. */
  readonly share?: number
}

/** What a strategy expects of a step with a backup, or without one. Probabilities 0–1. */
export interface Pair {
  /** The backup's endpoint id. Absent: without one. */
  readonly endpoint?: string
  /** Milliseconds after which it starts. */
  readonly after_ms?: number
  /** That the backup is started because the step is late. */
  readonly started: number
  /** That no content arrives in time. */
  readonly late: number
  /** That none of the candidates answers. */
  readonly none: number
  readonly loss_usd: number
}

export type Selection = "best" | "argmax" | "spread"

/** Why a candidate is excluded: the first constraint, in order, that it failed. */
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

/** One candidate of a decision. */
export interface DecisionCandidate {
  readonly endpoint: string
  readonly provider: string
  readonly model: string
  readonly verdict: "viable" | "excluded"
  readonly reason?: ExclusionReason
  readonly detail?: string
  /** Constraints that it passed only for lack of samples. */
  readonly unmeasured?: ReadonlyArray<string>
  readonly signals: EndpointSignals
  readonly expected_cost: ExpectedCost
  /** USD per 1M tokens, if a metric route of the expression read it. */
  readonly list_price?: { readonly input: number; readonly output: number }
  readonly quality?: number
  readonly prior?: Prior
  /**
   * The sort keys that precede the strategy's, most significant first: request of the array, region, item, `order`,
   * `prefer`, preference. Absent if all are 0.
   */
  readonly place?: ReadonlyArray<number>
  readonly utilities?: Terms
  readonly contributions?: Terms
  readonly score?: number
  /** Probability that it was drawn first. */
  readonly probability?: number
  /** Position in the order, from 1; viable candidates only. */
  readonly rank?: number
  /** What its strategy plans to start beside it if it is tried first and is late. */
  readonly backup?: Backup
  /** What its strategy expects of it with each backup that it considered, the least loss first. */
  readonly pairs?: ReadonlyArray<Pair>
}

/** The ranking of one item of a chain, or of `gateway.models` under `fallback`. */
export interface DecisionItem {
  /** In its canonical form. */
  readonly expression: string
  readonly strategy: string
  readonly weights?: Weights
  /** The sort keys and weights of its route. */
  readonly route?: string
}

/**
 * Why an endpoint is explored. `never_asked`: nothing is known of it. `few_samples`: little is. `stale`: it was left,
 * and may have recovered. `returning`: its last probes were good.
 */
export type Explored = "never_asked" | "few_samples" | "stale" | "returning"

/** The record of a decision: plain JSON, byte-equal for equal inputs. */
export interface Decision {
  readonly version: 1
  readonly facts: RequestFacts
  readonly strategy: string
  readonly weights?: Weights
  /** The sort keys and weights of a model expression, which replace the strategy. */
  readonly route?: string
  /** By item; absent if all items have the same ranking. */
  readonly items?: ReadonlyArray<DecisionItem>
  /** The preferred provider as the caller named it, where no viable candidate is one of its. */
  readonly missed_prefer?: string
  readonly selection: Selection
  /** Exploration rate: the share of decisions that puts an endpoint with few samples first; absent if 0. */
  readonly explore?: number
  /** Likewise, the share for endpoints that were never asked or may have recovered, which precede the others. */
  readonly probe?: number
  /** Why the first candidate is first, if it was put there to learn about it. */
  readonly explored?: Explored
  readonly seed: number
  /** Date in milliseconds. */
  readonly at: number
  /** Digest of the signals that were read. */
  readonly signals: string
  readonly candidates: ReadonlyArray<DecisionCandidate>
  /** The call is copied there, under this id; the copy's answer is discarded. */
  readonly shadow?: { readonly id: string; readonly to: string }
}
