import * as Catalog from "@turnout/catalog/Catalog"
import type { CompletionUsage } from "@turnout/core/ChatCompletion"
import { Catalog as Facts } from "@turnout/core/Catalog"
import type { Decision } from "@turnout/core/Decision"
import type { Rates } from "@turnout/core/Price"
import type { AttemptRecord, RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { Warning } from "@turnout/core/Warning"
import * as Effect from "effect/Effect"

/** USD per million tokens, as the catalog states them. */
export interface PriceUsed {
  readonly input_per_1m: number
  readonly output_per_1m: number
  readonly source: string
  readonly date: string
}

/** What came of the call beside which a second attempt was started. */
export interface Hedging {
  readonly after_ms: number
  /** Which answered. */
  readonly endpoint: string
  readonly ttft_ms: number | undefined
  readonly attempts: ReadonlyArray<AttemptRecord>
  readonly cost: RoutingMetadata["cost"]
}

export type Paid = Pick<Hedging, "attempts" | "cost">

/** How a call was routed, as far as its attempts say. */
export const routed = ({ attempts, cost }: Paid): Partial<RoutingMetadata> => {
  const last = attempts.find(({ outcome }) => outcome === "answered")
  if (last === undefined) return { attempts }
  const { model, provider, started_ms, ttft_ms } = last
  return {
    attempts,
    provider,
    model_canonical: model,
    ...(ttft_ms === undefined ? {} : { ttft_ms: started_ms + ttft_ms }),
    ...(cost === undefined ? {} : { cost })
  }
}

/** What came of the calls of one workspace. */
export interface Budget {
  readonly workspace_id: string
  readonly limit_usd: number
  readonly answered: ReadonlyArray<Paid>
  /** The call that the budget did not hold; nothing was sent. */
  readonly refused: { readonly status: number; readonly code: string; readonly message: string } | undefined
}

/** All of it: the document that `--json` prints. */
export interface Story extends Report {
  readonly hedging: Hedging
  readonly budget: Budget
  /** USD of all calls; absent where one is unknown. */
  readonly total_usd: number | undefined
}

/** What came of the first call. */
export interface Report {
  readonly answer: string
  readonly model: string
  readonly provider: string
  readonly strategy: string
  readonly attempts: ReadonlyArray<AttemptRecord>
  readonly usage: CompletionUsage | undefined
  readonly cost: RoutingMetadata["cost"]
  readonly price: PriceUsed | undefined
  readonly warnings: ReadonlyArray<Warning>
  readonly decision: Decision | undefined
  /** How many requests each stand-in saw, by its own journal. */
  readonly upstreams: { readonly [vendor: string]: number }
}

const perMillion = (rates: Rates) => ({ input_per_1m: rates.input / 1e6, output_per_1m: rates.output / 1e6 })

/** The newest price of the endpoint that answered; undefined where the catalog has none. */
const priceOf = async ({ model_canonical, provider }: RoutingMetadata): Promise<PriceUsed | undefined> => {
  const rows = await Effect.runPromise(
    Effect.flatMap(Facts, (facts) => facts.rows(provider)).pipe(Effect.provide(Catalog.layer))
  )
  const price = rows.find(({ model, tier }) => model === model_canonical && tier === "standard")?.prices[0]
  if (price === undefined) return undefined
  return { ...perMillion(price.rates), source: price.source, date: price.date }
}

export const make = async (
  answer: string,
  model: string,
  usage: CompletionUsage | undefined,
  metadata: RoutingMetadata,
  upstreams: Report["upstreams"]
): Promise<Report> => ({
  answer,
  model,
  provider: metadata.provider,
  strategy: metadata.routing_strategy,
  attempts: metadata.attempts ?? [],
  usage,
  cost: metadata.cost,
  price: await priceOf(metadata),
  warnings: metadata.warnings,
  decision: metadata.decision,
  upstreams
})

export const whole = (report: Report, hedging: Hedging, budget: Budget): Story => {
  const costs = [report, hedging, ...budget.answered].map(({ cost }) => cost?.usd)
  const total_usd = costs.every((usd) => usd !== undefined)
    ? costs.reduce((sum, usd) => sum + usd, 0)
    : undefined
  return { ...report, hedging, budget, total_usd }
}
