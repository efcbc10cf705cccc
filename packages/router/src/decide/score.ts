import type { Candidate, RequestFacts } from "@turnout/core/Candidate"
import type { Terms } from "@turnout/core/Decision"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { SeededRandom } from "../SeededRandom.ts"
import type { Ranked, Strategy } from "../Strategy.ts"
import type { Figures } from "./strategy/metric.ts"
import { contributionsOf, score, shares, utilitiesOf } from "./strategy/weighted.ts"

/** Candidates as parallel arrays, indexed by row; rows ascend by endpoint id. */
export interface Rows {
  readonly endpoints: ReadonlyArray<Endpoint>
  readonly figures: Figures
  /** Calls waiting for first content. */
  readonly load: (row: number) => number
  /** Whether it has too few samples. */
  readonly isOpen: (row: number) => boolean
}

/** The terms of a row's score, if it has one. */
export type TermsOf = (
  row: number
) => { readonly utilities: Terms; readonly contributions: Terms } | undefined

/** The result of applying a strategy. */
export interface Applied {
  readonly terms: TermsOf
  /** The strategy's probability of a row to be first; absent if selection draws. */
  readonly drawn?: (row: number) => number
}

/**
 * Ranks the viable rows of one item by a strategy. Fills `scores` and `keys` by row; higher keys come first. Both
 * may be the same array if every strategy sorts by score.
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
  // The same as `weighted`, without an object per candidate.
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

/** Index in an ascending list; negative if absent. */
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

/** Calls a strategy function. Candidates it omits come last; ids it invents are ignored. */
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
