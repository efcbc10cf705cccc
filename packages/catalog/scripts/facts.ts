/** The facts file as it is written; what it may leave out is optional. */
export interface Facts {
  readonly built: string
  readonly sources: { readonly [source: string]: FactSource }
  readonly providers: { readonly [provider: string]: FactProvider }
  readonly models: ReadonlyArray<FactModel>
  readonly endpoints: ReadonlyArray<FactEndpoint>
  readonly aliases: { readonly [model: string]: FactGroup }
}

export interface FactSource {
  readonly what: string
  readonly snapshot: string
  readonly licence: string
  readonly repository?: string
}

export interface FactProvider {
  readonly name: string
  readonly kind: string
  readonly wire?: ReadonlyArray<string>
  readonly endpoints: number
}

export interface FactModel {
  readonly id: string
  readonly name: string
  readonly lab?: string
  readonly hf?: string
  readonly open_weights?: boolean
  readonly released?: string
}

export interface FactGroup {
  readonly hf?: string
  readonly endpoints: {
    readonly [provider: string]: ReadonlyArray<
      string | { readonly id: string; readonly as: ReadonlyArray<string> }
    >
  }
}

export interface FactEndpoint {
  readonly provider: string
  readonly id: string
  readonly name: string
  readonly model?: string
  readonly price?: FactPrice
  readonly price_src?: string
  readonly limits?: { readonly context?: number; readonly input?: number; readonly output?: number }
  readonly in: ReadonlyArray<string>
  readonly out: ReadonlyArray<string>
  readonly caps?: ReadonlyArray<string>
  readonly caps_unknown?: ReadonlyArray<string>
  readonly params?: ReadonlyArray<string>
  readonly reasoning_options?: ReadonlyArray<FactReasoning>
  readonly reasoning_field?: string
  readonly modes?: {
    readonly [mode: string]: {
      readonly price?: FactRates
      readonly body?: { readonly service_tier?: string; readonly speed?: string }
    }
  }
  readonly quirks?: { readonly [quirk: string]: string | boolean }
  readonly wire_override?: { readonly npm: string; readonly api?: string; readonly shape?: string }
  readonly tags?: ReadonlyArray<string>
  readonly region?: string
  readonly quant?: string
  readonly hf?: string
  readonly status?: "alpha" | "beta" | "deprecated"
  readonly released?: string
  readonly retires?: string
  readonly src: ReadonlyArray<string>
  readonly seen: string
}

export interface FactReasoning {
  readonly type: "toggle" | "effort" | "budget_tokens"
  readonly values?: ReadonlyArray<string>
  readonly min?: number
  readonly max?: number
}

/** USD per 1M tokens. */
export interface FactRates {
  readonly in: number
  readonly out: number
  readonly cache_read?: number
  readonly cache_write?: number
  readonly cache_write_1h?: number
  readonly reasoning?: number
  readonly in_audio?: number
  readonly out_audio?: number
  readonly web_search_per_1k?: number
}

export interface FactPrice extends FactRates {
  readonly tiers?: ReadonlyArray<FactRates & { readonly above: number }>
  readonly hours?: {
    readonly off_peak: FactRates
    readonly peak_utc: ReadonlyArray<readonly [string, string]>
    readonly src: string
  }
  readonly next?: FactRates & { readonly from: string; readonly src: string }
  readonly batch?: FactRates & { readonly src: string }
  readonly flex?: FactRates & { readonly src: string }
}
