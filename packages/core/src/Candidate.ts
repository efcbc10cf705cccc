import type { ExpectedCost } from "./Price.ts"
import type { Endpoint } from "./Endpoint.ts"
import type { EndpointSignals, Percentile } from "./Signals.ts"

/** An endpoint that could answer this request, with its current signals. */
export interface Candidate {
  readonly endpoint: Endpoint
  readonly signals: EndpointSignals
  readonly expected_cost: ExpectedCost
  /** Quality, 0–1, from the catalog, the host or a scorer. */
  readonly quality?: number
}

/** When an answer is late, and what that costs. */
export interface Slo {
  /** Milliseconds to the first content of a stream, or to the end of a whole answer. */
  readonly ttft_ms?: number
  /** Cost of a late answer in USD. */
  readonly late_usd?: number
}

/** The facts of a request that constraints and strategies read. */
export interface RequestFacts {
  readonly stream: boolean
  /** Of all inputs together, where it has several. */
  readonly prompt_tokens: number
  /** Of an embedding request: how many inputs it has, and tokens of the longest. */
  readonly inputs?: { readonly count: number; readonly longest: number }
  /** Requested output limit; absent if the caller gave none. */
  readonly output_tokens?: number
  readonly choices: number
  readonly tools: boolean
  readonly reasoning: boolean
  readonly ttft_percentile: Percentile
  readonly throughput_percentile: Percentile
  /** Id of the conversation: its next request should find the prompt in a warm cache. */
  readonly session?: string
  /** What the caller says of lateness. */
  readonly slo?: Slo
  /** Number of earlier calls, for strategies that rotate. */
  readonly turn?: number
  /** Share of the last calls, 0–1, beside whose slow attempt another one was started; absent while there was none. */
  readonly hedged?: number
}
