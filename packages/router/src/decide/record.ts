import type { RequestFacts } from "@turnout/core/Candidate"
import type { Decision, DecisionCandidate, DecisionItem, Selection, Weights } from "@turnout/core/Decision"
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
  readonly explore: number
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
    const row = sorted[position]!
    const { id, model, provider } = rows.endpoints[row]!
    const made = { endpoint: id, provider, model, verdict: "viable" } as Row
    const unmeasured = input.unmeasured(row)
    if (unmeasured.length > 0) made.unmeasured = unmeasured
    known(made, input, row)
    const ranked = rankedBy(order, row)
    if (ranked !== undefined) {
      made.utilities = ranked.utilities(row)
      made.contributions = ranked.contributions(row)
    }
    made.score = ranked === undefined ? 0 : ranked.score(row)
    made.probability = order.probability(row)
    made.rank = position + 1
    candidates.push(made)
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
  if (keys !== undefined && keys.some((key) => key !== 0)) made.place = keys
}

const whole = (input: RecordInput, candidates: ReadonlyArray<DecisionCandidate>): Decision => ({
  version: 1,
  facts: input.facts,
  strategy: input.strategy,
  ...(input.weights === undefined ? {} : { weights: input.weights }),
  ...(input.route === undefined ? {} : { route: input.route }),
  ...(input.items === undefined ? {} : { items: input.items }),
  ...(input.missedPrefer === undefined ? {} : { missed_prefer: input.missedPrefer }),
  selection: input.selection,
  ...(input.explore > 0 ? { explore: input.explore } : {}),
  seed: input.seed,
  at: input.at,
  signals: input.signals,
  candidates
})
