import type { Candidate, ExpectedCost, RequestFacts } from "@turnout/core/Candidate"
import type { Metric, Terms } from "@turnout/core/Decision"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { EndpointSignals } from "@turnout/core/Signals"
import type { Draw } from "../Draw.ts"
import type { Ranked, Strategy } from "../Strategy.ts"
import { value } from "../strategy/metric.ts"
import { contributionsOf, score, shares, utilitiesOf, type Share } from "../strategy/weighted.ts"

/** Candidates as parallel arrays; a row is a place in them, and rows ascend as endpoint ids do. */
export interface Rows {
  readonly endpoints: ReadonlyArray<Endpoint>
  readonly signals: ReadonlyArray<EndpointSignals>
  readonly cost: (row: number) => ExpectedCost
  readonly quality: (row: number) => number | undefined
}

/** The terms of a row's score, where it has one. */
export type TermsOf = (
  row: number
) => { readonly utilities: Terms; readonly contributions: Terms } | undefined

/**
 * Lets a strategy rank the viable rows of one item. `scores` and `keys` are filled by row: the lower key goes
 * first.
 */
export const apply = (
  strategy: Strategy,
  rows: Rows,
  viable: Uint32Array,
  facts: RequestFacts,
  now: number,
  draw: Draw,
  scores: Float64Array,
  keys: Float64Array
): TermsOf =>
  strategy.weights === undefined
    ? call(strategy, rows, viable, facts, now, draw, scores, keys)
    : sum(shares(strategy.weights), rows, viable, facts, scores, keys)

/** A weighted sum over columns: what `weighted` does, without an object per candidate. */
const sum = (
  parts: ReadonlyArray<Share>,
  rows: Rows,
  viable: Uint32Array,
  facts: RequestFacts,
  scores: Float64Array,
  keys: Float64Array
): TermsOf => {
  const count = viable.length
  const table = new Float64Array(parts.length * count)
  for (let column = 0; column < parts.length; column++) {
    fill(parts[column]!.metric, table, column * count, rows, viable, facts)
  }
  const scored = score(parts, table, count)
  for (let index = 0; index < count; index++) {
    scores[viable[index]!] = scored.scores[index]!
    keys[viable[index]!] = -scored.scores[index]!
  }
  return (row) => {
    const index = indexOf(viable, row)
    if (index < 0) return undefined
    return { utilities: utilitiesOf(scored, index), contributions: contributionsOf(scored, index) }
  }
}

/** In an ascending list; below 0 where it is not there. */
const indexOf = (ascending: Uint32Array, row: number): number => {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! < row) low = middle + 1
    else high = middle
  }
  return ascending[low] === row ? low : -1
}

const fill = (
  metric: Metric,
  table: Float64Array,
  start: number,
  rows: Rows,
  viable: Uint32Array,
  facts: RequestFacts
): void => {
  for (let index = 0; index < viable.length; index++) {
    const row = viable[index]!
    const cost = metric === "cost" ? rows.cost(row) : none
    const { prior } = rows.endpoints[row]!.facts
    table[start + index] = value(metric, rows.signals[row]!, cost, prior, rows.quality(row), facts)
  }
}

const none: ExpectedCost = {}

/** A strategy that is only a function. What it forgets goes last, what it makes up is not heard. */
const call = (
  strategy: Strategy,
  rows: Rows,
  viable: Uint32Array,
  facts: RequestFacts,
  now: number,
  draw: Draw,
  scores: Float64Array,
  keys: Float64Array
): TermsOf => {
  const rowOf = new Map<string, number>()
  const candidates: Array<Candidate> = []
  for (const row of viable) {
    const candidate = candidateAt(rows, row)
    candidates.push(candidate)
    rowOf.set(candidate.endpoint.id, row)
    keys[row] = viable.length
  }
  const ranked = new Map<number, Ranked>()
  for (const entry of strategy({ candidates, facts, now, draw: (key) => draw("strategy", key) })) {
    const row = rowOf.get(entry.id)
    if (row === undefined || ranked.has(row)) continue
    keys[row] = ranked.size
    scores[row] = Number.isFinite(entry.score) ? entry.score : 0
    ranked.set(row, entry)
  }
  return (row) => ranked.get(row)
}

export const candidateAt = (rows: Rows, row: number): Candidate => {
  const quality = rows.quality(row)
  return {
    endpoint: rows.endpoints[row]!,
    signals: rows.signals[row]!,
    expected_cost: rows.cost(row),
    ...(quality === undefined ? {} : { quality })
  }
}
