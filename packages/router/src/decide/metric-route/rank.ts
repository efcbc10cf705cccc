import type { Candidate } from "@turnout/core/Candidate"
import { good, type Metric, type Sort, type Term, type Weight } from "@turnout/core/ModelExpression"
import type { Ranked, Strategy } from "../../Strategy.ts"
import { figure, isMeasured, prior, type Reading } from "./figure.ts"

/** The terms that say who comes first; a route without them leaves that to the strategy in force. */
export const orderOf = (terms: ReadonlyArray<Term>): ReadonlyArray<Sort | Weight> =>
  terms.filter((term): term is Sort | Weight => term.type === "sort" || term.type === "weight")

/** An order of facts alone: nothing that a call could teach would change it. */
export const isSettled = (order: ReadonlyArray<Sort | Weight>): boolean =>
  order.every(({ metric }) => !isMeasured(metric))

/**
 * Sorts exactly as it is written: by the weighted sum of raw figures where there are weights, the least first;
 * within that by the sort keys, the last of them the primary one. Who lacks a figure comes behind all who have it.
 * Scores are made of places, from 1 down to 1/2, and from there on for those who lack the first figure: nobody is
 * nearly as good as the first, only equals share a place.
 */
export const strategy =
  (order: ReadonlyArray<Sort | Weight>): Strategy =>
  ({ candidates, facts, now }) => {
    const metrics = [...new Set(order.map(({ metric }) => metric))]
    const weights = order.filter((term): term is Weight => term.type === "weight")
    const sorts = distinct(order.filter((term): term is Sort => term.type === "sort").toReversed())
    const rows = candidates.map((candidate) => rowOf(candidate, metrics, weights, sorts, { facts, now }))
    rows.sort((left, right) => compare(left, right) || (left.id < right.id ? -1 : 1))
    const ranked: Array<Ranked> = []
    let place = 0
    let wasKnown = true
    for (const [index, row] of rows.entries()) {
      const isKnown = !Number.isNaN(row.keys[0]!)
      if (isKnown !== wasKnown) place = 1
      else if (index === 0 || compare(rows[index - 1]!, row) !== 0) place++
      wasKnown = isKnown
      const score = (isKnown ? 0.5 : 0.25) * (1 + 1 / place)
      ranked.push({ id: row.id, score, utilities: row.figures, contributions: { route: score } })
    }
    return ranked
  }

/** Who is equal by a metric is so by the same metric again, whichever way it is good. */
const distinct = (sorts: ReadonlyArray<Sort>): ReadonlyArray<Sort> => {
  const seen = new Set<Metric>()
  return sorts.filter(({ metric }) => !seen.has(metric) && seen.add(metric))
}

interface Row {
  readonly id: string
  readonly figures: { readonly [metric: string]: number }
  /** Most significant first, the least in front; not a number where it is not known. */
  readonly keys: ReadonlyArray<number>
}

const rowOf = (
  candidate: Candidate,
  metrics: ReadonlyArray<Metric>,
  weights: ReadonlyArray<Weight>,
  sorts: ReadonlyArray<Sort>,
  reading: Reading
): Row => {
  const figures: { [metric: string]: number } = {}
  for (const metric of metrics) {
    const value = figure(metric, candidate, reading) ?? prior(metric, candidate.endpoint.facts)
    if (value !== undefined && Number.isFinite(value)) figures[metric] = value
  }
  const keys: Array<number> = []
  if (weights.length > 0) {
    let sum = 0
    for (const { metric, weight } of weights) {
      const value = weight * (figures[metric] ?? NaN)
      sum += good[metric] === "highest" ? -value : value
    }
    keys.push(sum)
  }
  for (const { direction, metric } of sorts) {
    const value = figures[metric] ?? NaN
    keys.push(direction === "highest" ? -value : value)
  }
  return { id: candidate.endpoint.id, figures, keys }
}

const compare = (left: Row, right: Row): number => {
  for (let index = 0; index < left.keys.length; index++) {
    const [one, other] = [left.keys[index]!, right.keys[index]!]
    if (one === other || (Number.isNaN(one) && Number.isNaN(other))) continue
    if (Number.isNaN(one)) return 1
    if (Number.isNaN(other)) return -1
    return one < other ? -1 : 1
  }
  return 0
}
