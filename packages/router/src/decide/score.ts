import type { Candidate, RequestFacts } from "@turnout/core/Candidate"
import type { Terms } from "@turnout/core/Decision"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { SeededRandom } from "../SeededRandom.ts"
import type { Ranked, Strategy } from "../Strategy.ts"
import type { Figures } from "./strategy/metric.ts"
import { contributionsOf, score, shares, utilitiesOf } from "./strategy/weighted.ts"

/** Candidates as parallel arrays; a row is a place in them, and rows ascend as endpoint ids do. */
export interface Rows {
  readonly endpoints: ReadonlyArray<Endpoint>
  readonly figures: Figures
  /** Calls that wait there for their first content. */
  readonly load: (row: number) => number
  /** Too little is known of it. */
  readonly isOpen: (row: number) => boolean
}

/** The terms of a row's score, where it has one. */
export type TermsOf = (
  row: number
) => { readonly utilities: Terms; readonly contributions: Terms } | undefined

/** What a strategy made of its candidates. */
export interface Applied {
  readonly terms: TermsOf
  /** The chance that it gave a row to be first; absent where it left the draw to the selection. */
  readonly drawn?: (row: number) => number
}

/**
 * Lets a strategy rank the viable rows of one item. Fills `scores` and `keys` by row; the higher key goes first.
 * Both may be the same array, where every strategy sorts by its score.
 */
export const apply = (
  strategy: Strategy,
  rows: Rows,
  viable: Uint32Array,
  facts: RequestFacts,
  now: number,
  draw: SeededRandom,
  scores: Float64Array,
  keys: Float64Array
): Applied => {
  if (strategy.weights === undefined) return call(strategy, rows, viable, facts, now, draw, scores, keys)
  // What `weighted` does, without an object per candidate.
  const scored = score(shares(strategy.weights), viable, rows.figures, facts, scores)
  if (keys !== scores) for (const row of viable) keys[row] = scores[row]!
  return {
    terms: (row) => {
      const index = indexOf(viable, row)
      if (index < 0) return undefined
      return { utilities: utilitiesOf(scored, index), contributions: contributionsOf(scored, index) }
    }
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

/** A strategy that is only a function. What it forgets goes last, what it makes up is not heard. */
const call = (
  strategy: Strategy,
  rows: Rows,
  viable: Uint32Array,
  facts: RequestFacts,
  now: number,
  draw: SeededRandom,
  scores: Float64Array,
  keys: Float64Array
): Applied => {
  const rowOf = new Map<string, number>()
  const candidates: Array<Candidate> = []
  for (const row of viable) {
    const candidate = candidateAt(rows, row)
    candidates.push(candidate)
    rowOf.set(candidate.endpoint.id, row)
    keys[row] = -viable.length
  }
  const ranked = new Map<number, Ranked>()
  let isDrawn = false
  for (const entry of strategy({ candidates, facts, now, draw: (key) => draw("strategy", key) })) {
    const row = rowOf.get(entry.id)
    if (row === undefined || ranked.has(row)) continue
    keys[row] = -ranked.size
    scores[row] = Number.isFinite(entry.score) ? entry.score : 0
    ranked.set(row, entry)
    if (entry.probability !== undefined) isDrawn = true
  }
  const terms = (row: number) => ranked.get(row)
  return isDrawn ? { terms, drawn: (row) => ranked.get(row)?.probability ?? 0 } : { terms }
}

export const candidateAt = (rows: Rows, row: number): Candidate => {
  const quality = rows.figures.quality(row)
  return {
    endpoint: rows.endpoints[row]!,
    signals: rows.figures.signals(row),
    expected_cost: rows.figures.cost(row),
    ...(quality === undefined ? {} : { quality })
  }
}
