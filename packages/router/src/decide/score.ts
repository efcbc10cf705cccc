import type { Candidate, RequestFacts } from "@turnout/core/Candidate"
import type { Backup, Pair, Terms } from "@turnout/core/Decision"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Openness } from "../memory/signals/reliability.ts"
import type { SeededRandom } from "../SeededRandom.ts"
import type { Ranked, Strategy } from "../Strategy.ts"
import type { Scratch } from "./scratch.ts"
import type { Figures } from "./strategy/metric.ts"
import * as Weighted from "./strategy/weighted.ts"

/** Candidates as parallel arrays, indexed by row; rows ascend by endpoint id. */
export interface Rows extends Figures {
  readonly endpoints: ReadonlyArray<Endpoint>
  /** By row, the item as which it is admitted; absent with one item. Changes while it is found out. */
  item: Float64Array | undefined
  /** Calls waiting for first content. */
  readonly load: (row: number) => number
  /** How much there is to learn of it. */
  readonly openness: (row: number) => Openness
  /** Nobody among them is ranked last, as far as that is known without a look at each. */
  readonly isWell: () => boolean
}

/** What a strategy said. */
export interface Applied {
  readonly ranks: (row: number) => boolean
  /** Of a row that it ranks; so the others. */
  readonly score: (row: number) => number
  readonly utilities: (row: number) => Terms
  readonly contributions: (row: number) => Terms
  /** The strategy's probability of a row to be first; absent if selection draws. */
  readonly drawn?: ((row: number) => number) | undefined
  /** The strategy prefers another row of the same score; absent if it prefers none. */
  readonly behind?: ((row: number) => boolean) | undefined
  /** The highest score that a row could have at its price. */
  readonly ceiling?: ((row: number) => number) | undefined
  /** What is started beside a row that is late; absent if the strategy plans nothing. */
  readonly backup?: ((row: number) => Backup | undefined) | undefined
  readonly pairs?: ((row: number) => ReadonlyArray<Pair> | undefined) | undefined
}

export interface Applying {
  readonly strategy: Strategy
  readonly rows: Rows
  readonly viable: Uint32Array
  readonly facts: RequestFacts
  readonly now: number
  readonly draw: SeededRandom
}

/**
 * Ranks the viable rows of one item by a strategy. Fills scores and `keys` by row; higher keys come first. Both
 * may be the same array if every strategy sorts by score.
 */
export const apply = (applying: Applying, scratch: Scratch, keys: Float64Array): Applied => {
  const { facts, rows, strategy, viable } = applying
  const { scores } = scratch
  if (strategy.weights === undefined) return call(applying, scores, keys)
  // The same as calling it, without an object per candidate.
  const shares = Weighted.sharesOf(strategy, strategy.weights)
  Weighted.sum(shares, viable, rows, facts, scores, scratch)
  if (keys !== scores) for (const row of viable) keys[row] = scores[row]!
  return new Weighed(shares, applying)
}

/** The terms of a weighted sum, computed again for who reads them: from the same figures, so they are the same. */
class Weighed implements Applied {
  readonly drawn = undefined
  private readonly shares: ReadonlyArray<Weighted.Share>
  private readonly applying: Applying
  private scored: Weighted.Scored | undefined

  constructor(shares: ReadonlyArray<Weighted.Share>, applying: Applying) {
    this.shares = shares
    this.applying = applying
    this.scored = undefined
  }

  ranks(row: number): boolean {
    return indexOf(this.applying.viable, row) >= 0
  }

  score(row: number): number {
    return Weighted.scoreOf(this.again(), indexOf(this.applying.viable, row))
  }

  utilities(row: number): Terms {
    return Weighted.utilitiesOf(this.again(), indexOf(this.applying.viable, row))
  }

  contributions(row: number): Terms {
    return Weighted.contributionsOf(this.again(), indexOf(this.applying.viable, row))
  }

  ceiling(row: number): number {
    const cost = this.shares.find(({ metric }) => metric === "cost")
    return cost === undefined ? 1 : 1 - cost.share * (1 - this.utilities(row)["cost"]!)
  }

  private again(): Weighted.Scored {
    const { facts, rows, viable } = this.applying
    return (this.scored ??= Weighted.score(this.shares, viable, rows, facts))
  }
}

/** Index in an ascending list; negative if absent. */
const indexOf = (ascending: Uint32Array, row: number): number => {
  if (ascending[row] === row) return row
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
  { draw, facts, now, rows, strategy, viable }: Applying,
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
  let plans = false
  let isCapped = false
  let isOrdered = false
  for (const entry of strategy({ candidates, facts, now, draw: (key) => draw("strategy", key) })) {
    const row = rowOf.get(entry.id)
    if (row === undefined || ranked.has(row)) continue
    keys[row] = -ranked.size
    scores[row] = finite(entry.score)
    ranked.set(row, entry)
    if (entry.probability !== undefined) isDrawn = true
    if (entry.backup !== undefined || entry.pairs !== undefined) plans = true
    if (entry.ceiling !== undefined) isCapped = true
    if (entry.behind === true) isOrdered = true
  }
  return {
    ranks: (row) => ranked.has(row),
    score: (row) => finite(ranked.get(row)!.score),
    utilities: (row) => ranked.get(row)!.utilities,
    contributions: (row) => ranked.get(row)!.contributions,
    drawn: isDrawn ? (row) => ranked.get(row)?.probability ?? 0 : undefined,
    behind: isOrdered ? (row) => ranked.get(row)?.behind === true : undefined,
    ceiling: isCapped ? (row) => ranked.get(row)?.ceiling ?? Infinity : undefined,
    backup: plans ? (row) => usable(ranked.get(row)?.backup, row, rowOf) : undefined,
    pairs: plans ? (row) => ranked.get(row)?.pairs : undefined
  }
}

/** A backup is another candidate, after a delay. */
const usable = (
  backup: Backup | undefined,
  row: number,
  rowOf: ReadonlyMap<string, number>
): Backup | undefined => {
  const other = backup === undefined ? undefined : rowOf.get(backup.endpoint)
  return other === undefined || other === row || !(backup!.after_ms >= 0 && backup!.after_ms < Infinity)
    ? undefined
    : backup
}

const finite = (score: number): number => (Number.isFinite(score) ? score : 0)

export const candidateAt = (rows: Rows, row: number): Candidate => {
  const endpoint = rows.endpoints[row]!
  const signals = rows.signals(row)
  const expected_cost = rows.cost(row)
  const quality = rows.quality(row)
  return quality === undefined
    ? { endpoint, signals, expected_cost }
    : { endpoint, signals, expected_cost, quality }
}
