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
  /** The newest outcomes, where there are older ones: of the last minute, or of the last ten if those are fewer. */
  readonly recent?: { readonly outcomes: number; readonly successes: number }
  /** The success rate that its provider's endpoints suggest, where that is not the one everybody starts with. */
  readonly expected_success?: number
  /**
   * Shares of first contents that took longer than 125 ms, 250 ms, and so on, each limit twice the one before. A
   * wait that ended without an answer counts as long as it lasted.
   */
  readonly ttft_over?: ReadonlyArray<number>
  /** Unary answers: what the others count, and how long they took. */
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
  /** It got worse, and nobody has asked it for a while: one call may find out whether it still is. */
  readonly stale?: true
  /** What the vendor said is left until its limits start anew. */
  readonly remaining?: { readonly requests?: number; readonly tokens?: number }
  /** The host's own signals, by their names. */
  readonly own?: { readonly [name: string]: number }
}

/**
 * Why an endpoint is ranked behind all others. `unanswered`: calls waited for it in vain, three in a row.
 * `model_not_found`, `unsupported`: it refused the model, or a parameter of this request, three times in a row.
 */
export interface Demoted {
  readonly because: "unanswered" | "model_not_found" | "unsupported"
  /** The parameter or kind of input that it refused. */
  readonly param?: string
  /** Clock reading until which that holds; then one call tries it again. */
  readonly until: number
}

/** Where a conversation was served last. */
export interface Served {
  readonly endpoint: string
  /** Clock reading. */
  readonly at: number
  readonly prompt_tokens: number
}

/** All endpoints at one moment: read once per plan. */
export interface SignalsSnapshot {
  /** Names the state: the same state has the same text. */
  readonly digest: string
  readonly endpoint: (id: string) => EndpointSignals
  /** Output tokens that an answer of this model has on average; undefined where few were seen. */
  readonly output?: (model: string) => number | undefined
  readonly session?: (session: string) => Served | undefined
}

/** What a vendor says is left, and the clock readings at which its limits start anew. */
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
      /** Canonical, for what is learned of answers wherever they come from. */
      readonly model?: string
      readonly prompt_tokens?: number
      /** Per choice. */
      readonly output_tokens?: number
      readonly session?: string
      readonly rate_limit?: Remaining
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
      readonly stream?: boolean
      /** How long it waited for a first content that did not come. */
      readonly waited_ms?: number
      readonly committed?: boolean
      /** `key`: it befell one credential only, and another may still be served; the endpoint does not cool. */
      readonly scope?: "endpoint" | "key"
    }
  /** Interrupted or lost a race: says nothing of its health. */
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
