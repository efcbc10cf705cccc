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

/** The facts of a request that constraints and strategies read. */
export interface RequestFacts {
  readonly stream: boolean
  readonly prompt_tokens: number
  /** Requested output limit; absent if the caller gave none. */
  readonly output_tokens?: number
  readonly choices: number
  readonly tools: boolean
  readonly reasoning: boolean
  readonly ttft_percentile: Percentile
  readonly throughput_percentile: Percentile
  /** Id of the conversation: its next request should find the prompt in a warm cache. */
  readonly session?: string
  /** Number of earlier calls, for strategies that rotate. */
  readonly turn?: number
}
