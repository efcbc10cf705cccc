import type { Candidate } from "@turnout/core/Candidate"
import type { Backup, Decision, DecisionItem, Selection } from "@turnout/core/Decision"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { SignalsSnapshot } from "@turnout/core/Signals"
import * as Constraint from "../Constraint.ts"
import type { Refusal } from "../Refusal.ts"
import type { Item } from "../resolve/Resolve.ts"
import type { Strategy } from "../Strategy.ts"
import { allOf, constrain, subjectsOf } from "./constrain.ts"
import { listPrice } from "./MetricRoute.ts"
import type { Shares } from "./explore.ts"
import { places, type Places } from "./place.ts"
import { rank, rankedBy, type Order } from "./rank.ts"
import { record } from "./record.ts"
import { rowsOf } from "./rows.ts"
import { candidateAt, type Rows } from "./score.ts"
import type { Settled, Table } from "./table/contract.ts"
import * as Tables from "./table/tables.ts"

export interface DecideInput {
  readonly items: ReadonlyArray<Item>
  readonly context: Constraint.Context
  readonly snapshot: SignalsSnapshot
  /** The reported name; `custom` for the caller's own weights. */
  readonly name: string
  readonly strategy: Strategy
  /** The sort keys and weights of the expression that `strategy` implements. */
  readonly route?: string | undefined
  /** The order depends on facts alone: samples of further calls would not change it. */
  readonly settled?: boolean | undefined
  /** The ranking of each item, if they differ; items are then tried one after the other. */
  readonly rankings?: ReadonlyArray<Ranking> | undefined
  /** The items are a chain: tried in this order, each ranked separately. */
  readonly chain?: boolean
  /** Index of the request in its array. Default: 0. */
  readonly query?: number
  readonly selection: Selection
  /** Exploration rate: the share of decisions that puts an endpoint with few samples first. Default: 0. */
  readonly explore?: number
  /** Likewise, for endpoints that were never asked or may have recovered. Default: they are explored like the others. */
  readonly probe?: number
  readonly seed: number
  /** Default: the built-in constraints. */
  readonly constraints?: ReadonlyArray<Constraint.Constraint> | undefined
  /** Quality, 0–1. Default: as stated in the endpoint's facts. */
  readonly quality?: ((endpoint: Endpoint, item: number) => number | undefined) | undefined
  /** What was compiled of the same items and constraints by earlier decisions. Default: nothing is kept. */
  readonly tables?: Tables.Tables | undefined
}

/** A strategy under its reported name. */
export interface Ranking {
  /** The reported name. */
  readonly name: string
  readonly strategy: Strategy
  readonly route?: string
  /** The order depends on facts alone: samples of further calls would not change it. */
  readonly settled?: boolean
}

/** The order of candidates and the data behind it: nothing here changes with later calls. */
export interface Decided {
  readonly input: DecideInput
  /** Number of viable candidates. */
  readonly size: number
  readonly table: Table
  /** Results of the stages by row. */
  readonly rows: Rows
  readonly settled: Settled
  readonly places: Places | undefined
  readonly explore: Shares
  readonly order: Order
}

/**
 * Constrains, scores and sorts. Pure: equal inputs give equal results, whatever the order in which candidates are
 * listed.
 */
export const decide = (input: DecideInput): Decided => {
  const { context, rankings } = input
  const table = (input.tables ?? Tables.once(input.items, input.constraints)).of(context)
  const { gathered } = table
  const rows = rowsOf(input, table)
  const settled = constrain(table, rows, context)
  const item = input.chain === true || context.routing.mode === "fallback" ? settled.item : undefined
  const demoted = rows.isWell() ? undefined : demotedOf(rows, settled.viable)
  const placed = places(table.places, gathered, { item, demoted, query: input.query ?? 0 })
  const explore = isExact(input) ? noShares : { explore: input.explore ?? 0, probe: input.probe }
  const order = rank({
    rows,
    viable: settled.viable,
    place: placed?.packed,
    partition: item,
    strategy: input.strategy,
    strategyOf: rankings && ((item) => rankings[item]?.strategy),
    selection: input.selection,
    explore,
    seed: input.seed,
    facts: context.facts,
    now: context.date
  })
  return { input, size: order.sorted.length, table, rows, settled, places: placed, explore, order }
}

const noShares: Shares = { explore: 0 }

/** An explicit order, an exact selection, or a conversation whose prompt is cached somewhere: no exploration. */
const isExact = (input: DecideInput): boolean =>
  input.context.order !== undefined ||
  input.selection === "argmax" ||
  (input.context.isWarm === true && input.probe !== undefined) ||
  (input.rankings?.[0] ?? input).settled === true

/** The candidate at a position of the order, from 0. */
export const at = ({ order, rows }: Decided, position: number): Candidate | undefined => {
  const row = order.sorted[position]
  return row === undefined ? undefined : candidateAt(rows, row)
}

/** What the strategy plans to start beside the candidate at a position. */
export const backupAt = ({ order }: Decided, position: number): Backup | undefined => {
  const row = order.sorted[position]!
  return rankedBy(order, row)?.backup?.(row)
}

/** The item as which the candidate at a position was admitted, followed by the others that list it. */
export const itemsAt = ({ order, settled, table }: Decided, position: number): ReadonlyArray<number> => {
  const row = order.sorted[position]!
  const items = table.gathered.itemsOf(row)
  const first = settled.item?.[row] ?? 0
  return items.length === 1 ? items : [first, ...items.filter((item) => item > first)]
}

/** Who is ranked last. */
const demotedOf = (rows: Rows, viable: Uint32Array): ((row: number) => boolean) | undefined => {
  const isDemoted = (row: number) => rows.signals(row).demoted !== undefined
  return viable.some(isDemoted) ? isDemoted : undefined
}

/** The viable candidates in order, at most `count`. */
export const candidates = (decided: Decided, count: number = decided.size): ReadonlyArray<Candidate> => {
  const list: Array<Candidate> = []
  for (let position = 0; position < Math.min(count, decided.size); position++) {
    list.push(at(decided, position)!)
  }
  return list
}

/** The decision record: plain JSON, sufficient to replay the decision. */
export const decision = (decided: Decided): Decision => {
  const { explore, input, order, places, rows, settled } = decided
  const { rankings, route } = input
  const { date } = input.context
  const isRouted = route !== undefined || rankings?.some((ranking) => ranking.route !== undefined) === true
  return record({
    rows,
    order,
    place: (row) => places?.of(row),
    excluded: settled.excluded,
    unmeasured: settled.unmeasured,
    facts: input.context.facts,
    strategy: input.name,
    weights: input.strategy.weights,
    route,
    items: rankings?.map((ranking, item) => toItem(input.items[item]!.expression, ranking)),
    listPrice: isRouted ? (row) => listPrice(rows.endpoints[row]!, date) : undefined,
    missedPrefer: missedOf(decided),
    selection: input.selection,
    explore,
    seed: input.seed,
    at: date,
    signals: input.snapshot.digest
  })
}

/** A preference for a provider of which no candidate is viable: no failure, but told. */
const missedOf = ({ input: { context }, order, rows }: Decided): string | undefined => {
  const { preferred, routing } = context
  if (preferred === undefined) return undefined
  const isMet = order.sorted.some((row) => preferred.includes(rows.endpoints[row]!.provider))
  return isMet ? undefined : routing.prefer
}

const toItem = (expression: string, { name, route, strategy: { weights } }: Ranking): DecisionItem => ({
  expression,
  strategy: name,
  ...(weights === undefined ? {} : { weights }),
  ...(route === undefined ? {} : { route })
})

/** Why no candidate is viable. Call it only in that case. */
export const refusal = ({ input: { context }, rows, settled, table }: Decided): Refusal =>
  Constraint.unsatisfied(context, allOf(table, rows, context), subjectsOf(table, rows, settled))
