import type { Candidate } from "@turnout/core/Candidate"
import type { Decision, DecisionItem, Selection } from "@turnout/core/Decision"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { SignalsSnapshot } from "@turnout/core/Signals"
import * as Constraint from "../Constraint.ts"
import * as Constraints from "../Constraints.ts"
import { constrain, type Constrained } from "./constrain.ts"
import { gather, type Gathered } from "./gather.ts"
import { places, type Places } from "./place.ts"
import { rank, type Order } from "./rank.ts"
import { record } from "./record.ts"
import { withVersions } from "./versions.ts"
import { rowsOf } from "./rows.ts"
import { candidateAt, type Rows } from "./score.ts"
import type { Refusal } from "../Refusal.ts"
import type { Item } from "../resolve/Resolve.ts"
import { listPrice } from "./MetricRoute.ts"
import type { Strategy } from "../Strategy.ts"

export interface DecideInput {
  readonly items: ReadonlyArray<Item>
  readonly context: Constraint.Context
  readonly snapshot: SignalsSnapshot
  /** The reported name; `custom` for the caller's own weights. */
  readonly name: string
  readonly strategy: Strategy
  /** The sort keys and weights of the expression that `strategy` implements. */
  readonly route?: string
  /** The order depends on facts alone: samples of further calls would not change it. */
  readonly settled?: boolean
  /** The ranking of each item, if they differ; items are then tried one after the other. */
  readonly rankings?: ReadonlyArray<Ranking>
  /** The items are a chain: tried in this order, each ranked separately. */
  readonly chain?: boolean
  /** Index of the request in its array. Default: 0. */
  readonly query?: number
  readonly selection: Selection
  /** Exploration rate: the share of decisions that puts an endpoint with few samples first. Default: 0. */
  readonly explore?: number
  readonly seed: number
  /** Default: the built-in constraints. */
  readonly constraints?: ReadonlyArray<Constraint.Constraint>
  /** Quality, 0–1. Default: as stated in the endpoint's facts. */
  readonly quality?: (endpoint: Endpoint, item: number) => number | undefined
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

/** The order of candidates and the data behind it. The record is computed on demand. */
export interface Decided {
  readonly input: DecideInput
  /** Number of viable candidates. */
  readonly size: number
  /** The candidate at a position of the order, from 0. */
  readonly at: (position: number) => Candidate | undefined
  /** The item as which the candidate at a position was admitted, followed by the others that list it. */
  readonly itemsAt: (position: number) => ReadonlyArray<number>
  readonly parts: Parts
}

/** Results of the stages by row. */
export interface Parts {
  readonly rows: Rows
  readonly gathered: Gathered
  readonly constrained: Constrained
  readonly places: Places | undefined
  readonly explore: number
  readonly order: Order
}

/**
 * Constrains, scores and sorts. Pure: equal inputs give equal results, whatever the order in which candidates are
 * listed.
 */
export const decide = (input: DecideInput): Decided => {
  const { context } = input
  const gathered = gather(input.items)
  const { list, rows } = rowsOf(input, gathered)
  const active = Constraint.compile(input.constraints ?? Constraints.all, context, list)
  const constrained = constrain(withVersions(active, gathered, context), rows, gathered, context)
  const apart = input.chain === true || context.routing.mode === "fallback"
  const demoted = list === undefined ? demotedOf(rows, constrained.viable) : undefined
  const placed = places(context, gathered, { apart, demoted, query: input.query ?? 0 })
  const { rankings } = input
  // An explicit order or an exact selection disables exploration.
  const settled = (rankings?.[0] ?? input).settled === true
  const isExact = context.order !== undefined || input.selection === "argmax" || settled
  const explore = isExact ? 0 : (input.explore ?? 0)
  const order = rank({
    rows,
    viable: constrained.viable,
    ...(placed === undefined ? {} : { place: placed.packed }),
    ...(apart && gathered.item !== undefined ? { partition: gathered.item } : {}),
    strategy: input.strategy,
    ...(rankings === undefined ? {} : { strategyOf: (item) => rankings[item]?.strategy }),
    selection: input.selection,
    explore,
    seed: input.seed,
    facts: context.facts,
    now: context.date
  })
  return {
    input,
    size: order.sorted.length,
    at: (position) => {
      const row = order.sorted[position]
      return row === undefined ? undefined : candidateAt(rows, row)
    },
    itemsAt: (position) => {
      const row = order.sorted[position]!
      const first = gathered.item?.[row] ?? 0
      return [first, ...gathered.itemsOf(row).filter((item) => item > first)]
    },
    parts: { rows, gathered, constrained, places: placed, explore, order }
  }
}

/** Who is ranked last; where somebody is, no list is read by columns. */
const demotedOf = (rows: Rows, viable: Uint32Array): ((row: number) => boolean) | undefined => {
  const isDemoted = (row: number) => rows.figures.signals(row).demoted !== undefined
  return viable.some(isDemoted) ? isDemoted : undefined
}

/** The viable candidates in order, at most `count`. */
export const candidates = (decided: Decided, count: number = decided.size): ReadonlyArray<Candidate> => {
  const list: Array<Candidate> = []
  for (let position = 0; position < Math.min(count, decided.size); position++) {
    list.push(decided.at(position)!)
  }
  return list
}

/** The decision record: plain JSON, sufficient to replay the decision. */
export const decision = ({ input, parts }: Decided): Decision => {
  const { constrained, order, places, rows } = parts
  const { rankings, route } = input
  const { date } = input.context
  const isRouted = route !== undefined || rankings?.some((ranking) => ranking.route !== undefined) === true
  return record({
    rows,
    order,
    place: (row) => places?.of(row),
    excluded: constrained.excluded,
    unmeasured: constrained.unmeasured,
    facts: input.context.facts,
    strategy: input.name,
    weights: input.strategy.weights,
    route,
    items: rankings?.map((ranking, item) => toItem(input.items[item]!.expression, ranking)),
    listPrice: isRouted ? (row) => listPrice(rows.endpoints[row]!, date) : undefined,
    missedPrefer: missedOf(input.context, parts),
    selection: input.selection,
    explore: parts.explore,
    seed: input.seed,
    at: date,
    signals: input.snapshot.digest
  })
}

/** A preference for a provider of which no candidate is viable: no failure, but told. */
const missedOf = ({ preferred, routing }: Constraint.Context, { order, rows }: Parts): string | undefined => {
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
export const refusal = ({ input, parts }: Decided): Refusal =>
  Constraint.unsatisfied(input.context, parts.constrained.active, parts.constrained.subjects())
