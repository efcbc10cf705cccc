import type { RequestFacts } from "@turnout/core/Candidate"
import type { Selection } from "@turnout/core/Decision"
import { seeded } from "../SeededRandom.ts"
import type { Strategy } from "../Strategy.ts"
import { explore } from "./explore.ts"
import { apply, type Rows, type TermsOf } from "./score.ts"
import { select } from "./select.ts"
import { sort } from "./sort.ts"

export interface RankInput {
  readonly rows: Rows
  /** Rows that pass all constraints, ascending. */
  readonly viable: Uint32Array
  /** By row, the sort key that precedes the strategy's; absent if there is none. */
  readonly place?: Float64Array
  /** By row, the item whose candidates are scored among themselves; absent with one item. */
  readonly partition?: Float64Array
  readonly strategy: Strategy
  /** The strategy of a partition that has its own. */
  readonly strategyOf?: (partition: number) => Strategy | undefined
  readonly selection: Selection
  /** Exploration rate: the share of decisions that puts an endpoint with few samples first. */
  readonly explore?: number
  readonly seed: number
  readonly facts: RequestFacts
  readonly now: number
}

export interface Order {
  /** Viable rows in the order in which they are tried. */
  readonly sorted: Uint32Array
  readonly scores: Float64Array
  /** Probability of being tried first, by row. */
  readonly probability: (row: number) => number
  readonly terms: TermsOf
}

/** Scores, sorts and selects: everything after the constraints, for new and replayed decisions. */
export const rank = (input: RankInput): Order => {
  const { facts, now, partition, place, rows, selection, viable } = input
  const size = rows.endpoints.length
  const scores = new Float64Array(size)
  const groups = groupsOf(viable, partition)
  const strategies = groups.map(
    ([first]) =>
      (partition === undefined ? undefined : input.strategyOf?.(partition[first!]!)) ?? input.strategy
  )
  // If every strategy sorts by score, one array serves as both.
  const keys = strategies.some(({ weights }) => weights === undefined) ? new Float64Array(size) : scores
  const draw = seeded(input.seed)
  const score = (group: Uint32Array, strategy: Strategy) =>
    apply(strategy, rows, group, facts, now, draw, scores, keys)
  const applied = groups.map((group, index) => score(group, strategies[index]!))
  const sorted = viable.slice()
  sort(sorted, keys, place)
  const count = firstGroup(sorted, place)
  const group = groups.length < 2 ? 0 : groups.findIndex((rows) => rows.includes(sorted[0]!))
  let front = applied[group]
  if (front?.drawn !== undefined && count < groups[group]!.length) {
    // The strategy drew among all, but only these share the front.
    front = score(sorted.slice(0, count).sort(), strategies[group]!)
    sort(sorted.subarray(0, count), keys, undefined)
    applied.unshift(front)
  }
  let probability = front?.drawn
  if (probability === undefined) {
    const given = { sorted, count, scores, rows, draw, session: facts.session }
    probability = select(selection, given)
    const share = selection === "argmax" ? 0 : (input.explore ?? 0)
    if (share > 0) probability = explore(share, given, probability)
  }
  return {
    sorted,
    scores,
    probability,
    terms: (row) => {
      for (const { terms } of applied) {
        const found = terms(row)
        if (found !== undefined) return found
      }
      return undefined
    }
  }
}

const groupsOf = (viable: Uint32Array, partition: Float64Array | undefined): ReadonlyArray<Uint32Array> => {
  if (viable.length === 0) return []
  if (partition === undefined) return [viable]
  const lists = new Map<number, Array<number>>()
  for (const row of viable) {
    const list = lists.get(partition[row]!)
    if (list === undefined) lists.set(partition[row]!, [row])
    else list.push(row)
  }
  return [...lists.values()].map((list) => Uint32Array.from(list))
}

/** Number of rows that share the first place: selection never crosses the caller's own order. */
const firstGroup = (sorted: Uint32Array, place: Float64Array | undefined): number => {
  if (place === undefined || sorted.length === 0) return sorted.length
  const first = place[sorted[0]!]
  let count = 1
  while (count < sorted.length && place[sorted[count]!] === first) count++
  return count
}
