import type { RequestFacts } from "@turnout/core/Candidate"
import type { Decision, DecisionCandidate, DecisionItem, Selection, Weights } from "@turnout/core/Decision"
import type { Shares } from "./explore.ts"
import { rankedBy, type Order } from "./rank.ts"
import type { Rows } from "./score.ts"

export interface RecordInput {
  readonly rows: Rows
  readonly order: Order
  readonly place: (row: number) => ReadonlyArray<number> | undefined
  readonly excluded: (row: number) => { readonly reason: string; readonly detail: string } | undefined
  readonly unmeasured: (row: number) => ReadonlyArray<string>
  readonly facts: RequestFacts
  readonly strategy: string
  readonly weights: Weights | undefined
  readonly route?: string | undefined
  readonly items?: ReadonlyArray<DecisionItem> | undefined
  readonly missedPrefer?: string | undefined
  /** Present if a metric route reads it. */
  readonly listPrice?: ((row: number) => DecisionCandidate["list_price"]) | undefined
  readonly selection: Selection
  readonly explore: Shares
  readonly seed: number
  readonly at: number
  readonly signals: string
}

type Row = { -readonly [key in keyof DecisionCandidate]: DecisionCandidate[key] }

/**
 * Viable candidates by rank, then excluded ones by id. The order of keys is part of the byte format, so rows are
 * filled in that order; this runs for every call that returns its decision, so nothing is copied.
 */
export const record = (input: RecordInput): Decision => {
  const { order, rows } = input
  const { sorted } = order
  const candidates: Array<DecisionCandidate> = []
  for (let position = 0; position < sorted.length; position++) {
    candidates.push(viable(input, sorted[position]!, position + 1))
  }
  // Usually all are viable.
  if (candidates.length < rows.endpoints.length) {
    for (let row = 0; row < rows.endpoints.length; row++) {
      const out = input.excluded(row)
      if (out === undefined) continue
      const { id, model, provider } = rows.endpoints[row]!
      const made: Row = {
        endpoint: id,
        provider,
        model,
        verdict: "excluded",
        reason: out.reason,
        detail: out.detail
      } as Row
      known(made, input, row)
      candidates.push(made)
    }
  }
  return whole(input, candidates)
}

const viable = (input: RecordInput, row: number, rank: number): DecisionCandidate => {
  const { order, rows } = input
  const { id: endpoint, model, provider } = rows.endpoints[row]!
  const unmeasured = input.unmeasured(row)
  const ranked = rankedBy(order, row)
  const score = ranked === undefined ? 0 : ranked.score(row)
  const probability = order.probability(row)
  const backup = ranked?.backup?.(row)
  const pairs = ranked?.pairs?.(row)
  if (
    ranked !== undefined &&
    pairs === undefined &&
    backup === undefined &&
    unmeasured.length === 0 &&
    isUsual(input, row)
  ) {
    // Most candidates: written out, since an object that grows field by field costs twice as much.
    return {
      endpoint,
      provider,
      model,
      verdict: "viable",
      signals: rows.signals(row),
      expected_cost: rows.cost(row),
      utilities: ranked.utilities(row),
      contributions: ranked.contributions(row),
      score,
      probability,
      rank
    }
  }
  const made = { endpoint, provider, model, verdict: "viable" } as Row
  if (unmeasured.length > 0) made.unmeasured = unmeasured
  known(made, input, row)
  if (ranked !== undefined) {
    made.utilities = ranked.utilities(row)
    made.contributions = ranked.contributions(row)
  }
  made.score = score
  made.probability = probability
  made.rank = rank
  if (backup !== undefined) made.backup = backup
  if (pairs !== undefined) made.pairs = pairs
  return made
}

/** Whether there is nothing to say but signals and cost. */
const isUsual = ({ listPrice, place, rows }: RecordInput, row: number): boolean =>
  listPrice === undefined &&
  rows.quality(row) === undefined &&
  rows.prior(row) === undefined &&
  place(row)?.some(isPlaced) !== true

const isPlaced = (key: number): boolean => key !== 0

const known = (made: Row, { listPrice, place, rows }: RecordInput, row: number): void => {
  made.signals = rows.signals(row)
  made.expected_cost = rows.cost(row)
  const listed = listPrice?.(row)
  if (listed !== undefined) made.list_price = listed
  const quality = rows.quality(row)
  if (quality !== undefined) made.quality = quality
  const prior = rows.prior(row)
  if (prior !== undefined) made.prior = prior
  const keys = place(row)
  if (keys !== undefined && keys.some(isPlaced)) made.place = keys
}

const whole = (input: RecordInput, candidates: ReadonlyArray<DecisionCandidate>): Decision => {
  const { at, facts, items, missedPrefer, route, seed, selection, signals, strategy, weights } = input
  const { explore, probe } = input.explore
  const { explored } = input.order
  if (
    weights !== undefined &&
    probe !== undefined &&
    explored === undefined &&
    (route ?? items ?? missedPrefer) === undefined
  ) {
    return {
      version: 1,
      facts,
      strategy,
      weights,
      selection,
      explore,
      probe,
      seed,
      at,
      signals,
      candidates
    }
  }
  return {
    version: 1,
    facts,
    strategy,
    ...(weights === undefined ? {} : { weights }),
    ...(route === undefined ? {} : { route }),
    ...(items === undefined ? {} : { items }),
    ...(missedPrefer === undefined ? {} : { missed_prefer: missedPrefer }),
    selection,
    ...(explore > 0 ? { explore } : {}),
    ...(explore > 0 && probe !== undefined ? { probe } : {}),
    ...(explored === undefined || probe === undefined ? {} : { explored }),
    seed,
    at,
    signals,
    candidates
  }
}
