import type { RequestFacts } from "@turnout/core/Candidate"
import type { Explored, Selection } from "@turnout/core/Decision"
import { seeded, type SeededRandom } from "../SeededRandom.ts"
import type { Strategy } from "../Strategy.ts"
import { explore, type Shares } from "./explore.ts"
import { apply, type Applied, type Rows } from "./score.ts"
import * as Scratch from "./scratch.ts"
import { type Field, select, type Probability } from "./select.ts"
import { sort } from "./sort.ts"

export interface RankInput {
  readonly rows: Rows
  /** Rows that pass all constraints, ascending. */
  readonly viable: Uint32Array
  /** By row, the sort key that precedes the strategy's; absent if there is none. */
  readonly place: Float64Array | undefined
  /** By row, the item whose candidates are scored among themselves; absent with one item. */
  readonly partition: Float64Array | undefined
  readonly strategy: Strategy
  /** The strategy of a partition that has its own. */
  readonly strategyOf: ((partition: number) => Strategy | undefined) | undefined
  readonly selection: Selection
  readonly explore: Shares
  readonly seed: number
  readonly facts: RequestFacts
  readonly now: number
}

export interface Order {
  /** Viable rows in the order in which they are tried. */
  readonly sorted: Uint32Array
  /** Probability of being tried first, by row. */
  readonly probability: Probability
  /** Why the first is first, if it is explored. */
  readonly explored?: Explored | undefined
  /** What the strategies said; of those who ranked a row, the first counts. */
  readonly applied: ReadonlyArray<Applied>
}

const noOrder: Order = { sorted: new Uint32Array(), probability: () => 0, applied: [] }

/** Scores, sorts and selects: everything after the constraints, for new and replayed decisions. */
export const rank = (input: RankInput): Order => {
  const { partition, rows, viable } = input
  if (viable.length === 0) return noOrder
  const scratch = Scratch.take(rows.endpoints.length)
  for (let index = 0; index < viable.length; index++) scratch.scores[viable[index]!] = 0
  const draw = seeded(input.seed)
  const order =
    partition === undefined
      ? inGroups(input, scratch, draw, [viable], [input.strategy])
      : apart(input, scratch, draw, groupsOf(viable, partition))
  Scratch.give(scratch)
  return order
}

const apart = (
  input: RankInput,
  scratch: Scratch.Scratch,
  draw: SeededRandom,
  groups: ReadonlyArray<Uint32Array>
): Order => {
  const strategies = groups.map((group) => strategyOf(input, group[0]!))
  return inGroups(input, scratch, draw, groups, strategies)
}

/** Each group is scored by itself; then all are sorted, and one is selected. */
const inGroups = (
  input: RankInput,
  scratch: Scratch.Scratch,
  draw: SeededRandom,
  groups: ReadonlyArray<Uint32Array>,
  strategies: ReadonlyArray<Strategy>
): Order => {
  const { place, viable } = input
  const { length } = viable
  const order = scratch.rows
  // If every strategy sorts by score, one array serves as both.
  const keys = strategies.every(isSum) ? scratch.scores : scratch.keys
  const applied: Array<Applied> = [applyTo(input, groups[0]!, strategies[0]!, draw, scratch, keys)]
  for (let index = 1; index < groups.length; index++) {
    applied.push(applyTo(input, groups[index]!, strategies[index]!, draw, scratch, keys))
  }
  order.set(viable)
  sort(order, length, keys, place, scratch)
  const count = firstGroup(order, length, place)
  let group = groups.length < 2 ? 0 : groupOf(groups, order[0]!)
  if (applied[group]!.drawn !== undefined && count < groups[group]!.length) {
    // The strategy drew among all, but only these share the front.
    const front = order.slice(0, count).sort()
    applied.unshift(applyTo(input, front, strategies[group]!, draw, scratch, keys))
    group = 0
    sort(order, count, keys, undefined, scratch)
  }
  const first = applied[group]!
  if (first.drawn !== undefined) {
    return { sorted: order.slice(0, length), probability: first.drawn, explored: undefined, applied }
  }
  return selected(input, count, draw, scratch, applied, first)
}

const groupOf = (groups: ReadonlyArray<Uint32Array>, row: number): number =>
  groups.findIndex((rows) => rows.includes(row))

const isSum = ({ weights }: Strategy): boolean => weights !== undefined

const strategyOf = ({ partition, strategy, strategyOf }: RankInput, row: number): Strategy =>
  partition === undefined || strategyOf === undefined ? strategy : (strategyOf(partition[row]!) ?? strategy)

const applyTo = (
  { facts, now, rows }: RankInput,
  viable: Uint32Array,
  strategy: Strategy,
  draw: SeededRandom,
  scratch: Scratch.Scratch,
  keys: Float64Array
): Applied => apply({ strategy, rows, viable, facts, now, draw }, scratch, keys)

/** Selects among the first of the sorted rows, and moves the selected one to the front. */
const selected = (
  { explore: shares, facts: { session }, rows, selection, viable }: RankInput,
  count: number,
  draw: SeededRandom,
  { others, rows: sorted, scores }: Scratch.Scratch,
  all: ReadonlyArray<Applied>,
  applied: Applied
): Order => {
  const field: Field = { sorted, count, scores, rows, draw, session, others, applied, explored: undefined }
  const drawn = select(selection, field)
  const isExplored = selection !== "argmax" && shares.explore > 0
  const probability = isExplored ? explore(shares, field, drawn) : drawn
  return { sorted: sorted.slice(0, viable.length), probability, explored: field.explored, applied: all }
}

const groupsOf = (viable: Uint32Array, partition: Float64Array): ReadonlyArray<Uint32Array> => {
  const lists = new Map<number, Array<number>>()
  for (const row of viable) {
    const list = lists.get(partition[row]!)
    if (list === undefined) lists.set(partition[row]!, [row])
    else list.push(row)
  }
  return [...lists.values()].map((list) => Uint32Array.from(list))
}

/** Number of rows that share the first place: selection never crosses the caller's own order. */
const firstGroup = (sorted: Uint32Array, length: number, place: Float64Array | undefined): number => {
  if (place === undefined) return length
  const first = place[sorted[0]!]
  let count = 1
  while (count < length && place[sorted[count]!] === first) count++
  return count
}

/** Who ranked a row. */
export const rankedBy = ({ applied }: Order, row: number): Applied | undefined => {
  for (let index = 0; index < applied.length; index++) {
    if (applied[index]!.ranks(row)) return applied[index]
  }
  return undefined
}
