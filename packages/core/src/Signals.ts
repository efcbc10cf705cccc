export type Percentile = "p50" | "p75" | "p90" | "p95" | "p99"

export const percentiles: ReadonlyArray<Percentile> = ["p50", "p75", "p90", "p95", "p99"]

/** Percentiles that enough samples support; an absent one is not measured. */
export type Percentiles = { readonly [p in Percentile]?: number }

/** What is known of one endpoint at one moment. */
export interface EndpointSignals {
  /** Outcomes that were the endpoint's own: answers and its failures. */
  readonly outcomes: number
  readonly successes: number
  /** Milliseconds from the attempt's start to its first content, streamed answers only. */
  readonly ttft_ms: Percentiles
  readonly ttft_samples: number
  /** Output tokens per second; p90 is what 90 % of answers reach. */
  readonly tps: Percentiles
  readonly tps_samples: number
  /** Calls that wait for their first content. */
  readonly in_flight: number
  /** Clock reading until which it is left alone; 0 when it is not cooling. */
  readonly cooling_until: number
}

/** All endpoints at one moment: read once per plan. */
export interface SignalsSnapshot {
  /** Names the state: the same state has the same text. */
  readonly digest: string
  readonly endpoint: (id: string) => EndpointSignals
}

/** The end of an attempt, or of its wait. Times are clock readings in milliseconds. */
export type Outcome =
  | { readonly type: "entered"; readonly endpoint: string; readonly at: number }
  | {
      readonly type: "answered"
      readonly endpoint: string
      readonly at: number
      readonly stream: boolean
      readonly ttft_ms?: number
      readonly tps?: number
      /** Its wait is over already. Absent, the wait ends with this. */
      readonly committed?: boolean
    }
  /** The first content: the wait that `entered` began is over. */
  | { readonly type: "committed"; readonly endpoint: string; readonly at: number }
  | {
      readonly type: "failed"
      readonly endpoint: string
      readonly at: number
      readonly class: string
      readonly retry_after_ms?: number
      readonly committed?: boolean
      /** `key`: it befell one credential only, and another may still be served; the endpoint does not cool. */
      readonly scope?: "endpoint" | "key"
    }
  /** Interrupted or lost a race: says nothing of its health. */
  | {
      readonly type: "abandoned"
      readonly endpoint: string
      readonly at: number
      readonly committed?: boolean
    }

export const unmeasured: EndpointSignals = {
  outcomes: 0,
  successes: 0,
  ttft_ms: {},
  ttft_samples: 0,
  tps: {},
  tps_samples: 0,
  in_flight: 0,
  cooling_until: 0
}
