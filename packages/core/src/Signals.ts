export type Percentile = "p50" | "p75" | "p90" | "p95" | "p99"

export const percentiles: ReadonlyArray<Percentile> = ["p50", "p75", "p90", "p95", "p99"]

/** Percentiles with sufficient samples; absent ones are not measured. */
export type Percentiles = { readonly [p in Percentile]?: number }

/** The signals of one endpoint at a point in time. */
export interface EndpointSignals {
  /** Outcomes attributable to the endpoint: answers and its own failures. */
  readonly outcomes: number
  readonly successes: number
  /** Milliseconds from the attempt's start to its first content, streamed answers only. */
  readonly ttft_ms: Percentiles
  readonly ttft_samples: number
  /** Output tokens per second; p90 is what 90 % of answers reach. */
  readonly tps: Percentiles
  readonly tps_samples: number
  /** Calls waiting for first content. */
  readonly in_flight: number
  /** Clock reading at which its cooldown ends; 0 if it is not cooling down. */
  readonly cooling_until: number
  /** Recent outcomes, if there are older ones: of the last minute, or of the last ten if those are fewer. */
  readonly recent?: { readonly outcomes: number; readonly successes: number }
  /** The success rate of its provider's endpoints, if it differs from the general prior. */
  readonly expected_success?: number
  /**
   * Shares of first contents later than 125 ms, 177 ms, 250 ms, and so on to 128 s, each limit √2 times the one before. A
   * wait without an answer counts as long as it lasted. In older records, of 11 shares, each limit is twice the one before.
   */
  readonly ttft_over?: ReadonlyArray<number>
  /** Unary answers: outcomes and durations. */
  readonly unary?: {
    readonly outcomes: number
    readonly successes: number
    readonly ms: Percentiles
    readonly samples: number
  }
  /**
   * 95 % of the answers began within so many milliseconds: streams their content, whole answers their body. Waits
   * that ended without an answer are not among them. Absent where nothing was answered.
   */
  readonly answers_within_ms?: { readonly stream?: number; readonly unary?: number }
  /** Why it is ranked last for this call; it is not refused. */
  readonly demoted?: Demoted
  /** It got worse and was not used for a while: one call may probe whether it recovered. */
  readonly stale?: true
  /** Its last probes were as good as it usually is: the next one need not wait. */
  readonly returning?: true
  /** What scores assume while a figure has too few samples; absent once there are enough. */
  readonly learned?: Learned
  /** Remaining quota as reported by the vendor, until it is refilled. */
  readonly remaining?: { readonly requests?: number; readonly tokens?: number }
  /** Its cooldown is a rate limit of the vendor's. */
  readonly rate_limited?: true
  /** The host's own signals by name. */
  readonly own?: { readonly [name: string]: number }
}

/**
 * What is assumed of an endpoint that has few samples in the last 15 minutes: these and those of the hours before,
 * shrunk to what is known of its provider, its model and all endpoints. Constraints do not read it.
 */
export interface Learned {
  /** Effective number of samples behind it; those of two hours ago count half. */
  readonly samples: number
  readonly ttft_ms?: number
  readonly tps?: number
  /** Success rate of the last hours, if it differs from what is usual. */
  readonly success?: number
}

/**
 * Why an endpoint is ranked behind all others. `unanswered`: calls waited for it in vain, three in a row.
 * `stalled`: three answers in a row began, and nothing followed.
 * `model_not_found`, `unsupported`: it refused the model, or a parameter of this request, three times in a row.
 */
export interface Demoted {
  readonly because: "unanswered" | "stalled" | "model_not_found" | "unsupported"
  /** The parameter or kind of input that it refused. */
  readonly param?: string
  /** Clock reading until which that holds; then one call tries it again. */
  readonly until: number
}

/** The endpoint that last served a conversation. */
export interface Served {
  readonly endpoint: string
  /** Clock reading. */
  readonly at: number
  readonly prompt_tokens: number
}

/** The signals of all endpoints at a point in time; read once per plan. */
export interface SignalsSnapshot {
  /** Digest of the state: equal states have equal digests. */
  readonly digest: string
  readonly endpoint: (id: string) => EndpointSignals
  /** Mean output tokens of this model's answers; undefined with few samples. */
  readonly output?: (model: string) => number | undefined
  readonly session?: (session: string) => Served | undefined
}

/** A vendor's remaining quota, and the clock readings at which it is refilled. */
export interface Remaining {
  readonly remaining_requests?: number
  readonly reset_requests_at?: number
  readonly remaining_tokens?: number
  readonly reset_tokens_at?: number
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
      /** Canonical model, for what is learned across endpoints. */
      readonly model?: string
      readonly prompt_tokens?: number
      /** Per choice. */
      readonly output_tokens?: number
      readonly session?: string
      readonly rate_limit?: Remaining
      /** Its first content had arrived. Absent: the wait ends with this outcome. */
      readonly committed?: boolean
    }
  /** First content: ends the wait started by `entered`. */
  | { readonly type: "committed"; readonly endpoint: string; readonly at: number }
  | {
      readonly type: "failed"
      readonly endpoint: string
      readonly at: number
      readonly class: string
      readonly retry_after_ms?: number
      readonly stream?: boolean
      /** Milliseconds waited for a first content that did not arrive. */
      readonly waited_ms?: number
      readonly committed?: boolean
      /** `key`: it concerns one credential only; the endpoint does not cool down. */
      readonly scope?: "endpoint" | "key"
    }
  /** Interrupted or lost a race: not a health signal. */
  | {
      readonly type: "abandoned"
      readonly endpoint: string
      readonly at: number
      readonly stream?: boolean
      readonly waited_ms?: number
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
