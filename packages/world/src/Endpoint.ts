/** Time to the first token: two lognormals, body and tail. */
export interface Latency {
  readonly median_ms: number
  /** Deviation of the logarithm. */
  readonly sigma: number
  readonly tail?: {
    /** Share of requests in the tail, 0–1. */
    readonly share: number
    /** Median of the tail: `median_ms` times e to this power. */
    readonly shift: number
    readonly sigma: number
  }
}

/** Shares of requests, 0–1, that end in each way. Real hosts' failures are hangs in the main. */
export interface Faults {
  /** A 500 after 50 to 300 ms. */
  readonly error?: number
  /** Accepted and never answered. */
  readonly hang?: number
  /** The stream ends after a part of its tokens. */
  readonly truncated?: number
}

/** From a moment on, in USD per 1M tokens. */
export interface PricePoint {
  /** Seconds since the start. Default: 0. */
  readonly at_s?: number
  readonly input: number
  readonly output: number
}

/** Requests per fixed window; refusals are immediate and free. */
export interface RateWall {
  readonly requests: number
  /** Default: 60. */
  readonly window_s?: number
  /** Share of refusals that state no `Retry-After`, 0–1. Default: 0. */
  readonly silent?: number
}

/** Slow movement of an endpoint's level: the logarithm follows a mean-reverting process. */
export interface Drift {
  /** Deviation of the logarithm in the long run. */
  readonly sigma: number
  /** Hours after which a deviation has fallen to 1/e. */
  readonly hours: number
}

/** Daily rhythm: the level is multiplied by up to `factor`, the most at `peak_hour` UTC. */
export interface Rhythm {
  readonly factor: number
  readonly peak_hour: number
}

/** Prompt cache of sessions: a turn that follows another one within `ttl_s` at the same endpoint reads it. */
export interface PromptCache {
  readonly ttl_s: number
  /** Share of prompt tokens that are read where the cache is warm, 0–1. */
  readonly hit: number
  /** Price of a token that is read, as a share of the input price. */
  readonly price: number
}

/** A simulated endpoint: what a vendor's account does under the router, and nothing that the router is told. */
export interface Endpoint {
  readonly provider: string
  /** The model that requests name. */
  readonly model: string
  /** The id on the wire, for a provider that has several endpoints of one model. Default: `model`. */
  readonly id?: string
  readonly latency: Latency
  /** Milliseconds per 1,000 prompt tokens beyond the first 3,000. Default: 84, as measured for a 70B model. */
  readonly prefill_ms?: number
  /** Tokens per second while it writes; `sigma` of the logarithm, by request. Default: 80, 0.13. */
  readonly decode?: { readonly tps: number; readonly sigma?: number }
  /** Ascending by `at_s`. */
  readonly prices: ReadonlyArray<PricePoint>
  /** Seconds after which the router's catalog knows a change of price. Default: 0. */
  readonly price_delay_s?: number
  readonly faults?: Faults
  readonly wall?: RateWall
  /** Own requests that it works on at the same time until their first token; others wait. Default: unlimited. */
  readonly slots?: number
  /** What is billed of a request that the caller gives up: all, or the tokens so far. Default: `continues`. */
  readonly cancelled?: "continues" | "stops"
  readonly drift?: Drift
  readonly rhythm?: Rhythm
  readonly cache?: PromptCache
}

export const idOf = ({ id, model, provider }: Endpoint): string => `${provider}/${id ?? model}`
