import type { RequestFacts } from "@turnout/core/Candidate"
import type { Decision, DecisionCandidate, Selection, Weights } from "@turnout/core/Decision"
import type { Order } from "./rank.ts"
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
  readonly selection: Selection
  readonly seed: number
  readonly at: number
  readonly signals: string
}

/** Viable candidates by rank, then the excluded by id. The order of keys is part of the bytes. */
export const record = (input: RecordInput): Decision => {
  const { facts, order, rows, weights } = input
  const candidates: Array<DecisionCandidate> = []
  for (let position = 0; position < order.sorted.length; position++) {
    const row = order.sorted[position]!
    const unmeasured = input.unmeasured(row)
    const terms = order.terms(row)
    candidates.push({
      ...identity(rows, row),
      verdict: "viable",
      ...(unmeasured.length === 0 ? {} : { unmeasured }),
      ...known(input, row),
      ...(terms === undefined ? {} : { utilities: terms.utilities, contributions: terms.contributions }),
      score: order.scores[row]!,
      probability: order.probability(row),
      rank: position + 1
    })
  }
  for (let row = 0; row < rows.endpoints.length; row++) {
    const out = input.excluded(row)
    if (out !== undefined) {
      candidates.push({
        ...identity(rows, row),
        verdict: "excluded",
        reason: out.reason,
        detail: out.detail,
        ...known(input, row)
      })
    }
  }
  return {
    version: 1,
    facts,
    strategy: input.strategy,
    ...(weights === undefined ? {} : { weights }),
    selection: input.selection,
    seed: input.seed,
    at: input.at,
    signals: input.signals,
    candidates
  }
}

const identity = (rows: Rows, row: number) => {
  const { id, model, provider } = rows.endpoints[row]!
  return { endpoint: id, provider, model }
}

const known = ({ place, rows }: RecordInput, row: number) => {
  const quality = rows.figures.quality(row)
  const { prior } = rows.endpoints[row]!.facts
  const keys = place(row)
  return {
    signals: rows.signals[row]!,
    expected_cost: rows.figures.cost(row),
    ...(quality === undefined ? {} : { quality }),
    ...(prior === undefined ? {} : { prior }),
    ...(keys === undefined || keys.every((key) => key === 0) ? {} : { place: keys })
  }
}
