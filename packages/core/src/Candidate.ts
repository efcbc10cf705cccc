import type { ExpectedCost } from "./Price.ts"
import type { Endpoint } from "./Endpoint.ts"
import type { EndpointSignals, Percentile } from "./Signals.ts"

/** An endpoint that could answer this request, with what is known of it now. */
export interface Candidate {
  readonly endpoint: Endpoint
  readonly signals: EndpointSignals
  readonly expected_cost: ExpectedCost
  /** 0–1, from the catalog, the host or a scorer. */
  readonly quality?: number
}

/** What constraints and strategies know of the request. */
export interface RequestFacts {
  readonly stream: boolean
  readonly prompt_tokens: number
  /** Requested output limit, absent where the caller gave none. */
  readonly output_tokens?: number
  readonly choices: number
  readonly tools: boolean
  readonly reasoning: boolean
  readonly ttft_percentile: Percentile
  readonly throughput_percentile: Percentile
  /** Names the conversation: its next request should find the prompt's cache warm. */
  readonly session?: string
  /** How many calls came before this one, for strategies that take turns. */
  readonly turn?: number
}
