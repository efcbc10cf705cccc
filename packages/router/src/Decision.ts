import { unknown } from "@turnout/core/Capabilities"
import type { Decision, DecisionCandidate, DecisionItem } from "@turnout/core/Decision"
import type { Endpoint } from "@turnout/core/Endpoint"
import { parseTerms } from "@turnout/core/ModelExpression"
import type { Rates } from "@turnout/core/Price"
import { rank } from "./decide/rank.ts"
import { record } from "./decide/record.ts"
import type { Rows } from "./decide/score.ts"
import * as MetricRoute from "./decide/MetricRoute.ts"
import { openness } from "./memory/signals/reliability.ts"
import * as Strategies from "./Strategies.ts"
import { weighted, type Strategy } from "./Strategy.ts"

export interface ReplayOptions {
  /** Ranks the recorded candidates by this strategy instead of the recorded one. */
  readonly strategy?: Strategy
  /** The host's strategies, for decisions that name one of them. */
  readonly strategies?: { readonly [name: string]: Strategy }
  /** Looks endpoints up, for strategies that read fields which a decision does not record. */
  readonly endpoint?: (id: string) => Endpoint | undefined
}

/**
 * Recomputes scores, order and selection from a recorded decision; exclusions are kept as recorded. With the
 * recorded strategy the result equals the record byte for byte. Undefined if the strategy is not known.
 */
export const replay = (decision: Decision, options: ReplayOptions = {}): Decision | undefined => {
  const strategy = options.strategy ?? strategyOf(decision, options.strategies)
  if (strategy === undefined) return undefined
  const items =
    options.strategy === undefined
      ? decision.items?.map((item) => strategyOf(item, options.strategies))
      : undefined
  if (items?.includes(undefined) === true) return undefined
  const entries = [...decision.candidates].sort((left, right) => (left.endpoint < right.endpoint ? -1 : 1))
  const rows: Rows = {
    endpoints: entries.map((entry) => options.endpoint?.(entry.endpoint) ?? endpointOf(entry)),
    item: undefined,
    load: (row) => entries[row]!.signals.in_flight,
    openness: (row) => openness(entries[row]!.signals),
    isWell: () => false,
    signals: (row) => entries[row]!.signals,
    cost: (row) => entries[row]!.expected_cost,
    prior: (row) => entries[row]!.prior,
    quality: (row) => entries[row]!.quality
  }
  const viable = entries.flatMap(({ verdict }, row) => (verdict === "viable" ? [row] : []))
  const shares = { explore: decision.explore ?? 0, probe: decision.probe }
  const order = rank({
    rows,
    viable: Uint32Array.from(viable),
    ...placesOf(entries),
    strategy,
    strategyOf: items && ((item) => items[item]),
    selection: decision.selection,
    explore: shares,
    seed: decision.seed,
    facts: decision.facts,
    now: decision.at
  })
  const replayed = record({
    rows,
    order,
    place: (row) => entries[row]!.place,
    excluded: (row) => {
      const { detail = "", reason = "", verdict } = entries[row]!
      return verdict === "viable" ? undefined : { reason, detail }
    },
    unmeasured: (row) => entries[row]!.unmeasured ?? [],
    facts: decision.facts,
    strategy: decision.strategy,
    weights: options.strategy === undefined ? decision.weights : strategy.weights,
    route: options.strategy === undefined ? decision.route : undefined,
    items: options.strategy === undefined ? decision.items : undefined,
    listPrice: (row) => entries[row]!.list_price,
    missedPrefer: decision.missed_prefer,
    selection: decision.selection,
    explore: shares,
    seed: decision.seed,
    at: decision.at,
    signals: decision.signals
  })
  return decision.shadow === undefined ? replayed : { ...replayed, shadow: decision.shadow }
}

const strategyOf = (
  { route, strategy, weights }: DecisionItem | Decision,
  registered: { readonly [name: string]: Strategy } | undefined
): Strategy | undefined => {
  if (weights !== undefined) return weighted(weights)
  if (route === undefined) return Strategies.find(strategy, registered)
  const terms = parseTerms(route)
  return terms === undefined ? undefined : MetricRoute.strategy(MetricRoute.orderOf(terms))
}

/** An endpoint with the fields that a record holds. */
const endpointOf = ({ endpoint, list_price, model, prior, provider }: DecisionCandidate): Endpoint => ({
  id: endpoint,
  provider,
  provider_model_id: endpoint.slice(provider.length + 1),
  model,
  tier: "standard",
  facts: {
    limits: {},
    capabilities: unknown,
    prices: list_price === undefined ? [] : [{ rates: toRates(list_price), source: "decision", date: "" }],
    ...(prior === undefined ? {} : { prior }),
    listed: false
  }
})

const toRates = ({ input, output }: { readonly input: number; readonly output: number }): Rates => ({
  input: Math.round(input * 1e6),
  output: Math.round(output * 1e6)
})

/** The recorded sort keys as ordinals, candidates ranked last behind them; those of one item are scored among themselves. */
const placesOf = (entries: ReadonlyArray<DecisionCandidate>) => {
  const isDemoted = ({ signals }: DecisionCandidate) => signals.demoted !== undefined
  if (entries.every((entry) => entry.place === undefined && !isDemoted(entry))) {
    return { place: undefined, partition: undefined }
  }
  const keys = entries.map((entry) => [isDemoted(entry) ? 1 : 0, ...(entry.place ?? [])])
  const distinct = [...new Map(keys.map((key) => [key.join(), key])).values()].sort(compare)
  const ordinal = new Map(distinct.map((key, index) => [key.join(), index]))
  return {
    place: Float64Array.from(keys, (key) => ordinal.get(key.join())!),
    // A region changes the order, not the set that is scored together.
    partition: Float64Array.from(keys, ([, , , item = 0]) => item)
  }
}

const compare = (left: ReadonlyArray<number>, right: ReadonlyArray<number>): number => {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
