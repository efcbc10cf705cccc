import type { Candidate } from "@turnout/core/Candidate"
import { good, type Metric, type Sort, type Term, type Weight } from "@turnout/core/ModelExpression"
import type { Ranked, Strategy } from "../../Strategy.ts"
import { figure, isMeasured, prior, type Reading } from "./figure.ts"

/** The terms that define an order; a route without them uses the strategy in force. */
export const orderOf = (terms: ReadonlyArray<Term>): ReadonlyArray<Sort | Weight> =>
  terms.filter((term): term is Sort | Weight => term.type === "sort" || term.type === "weight")

/** An order by facts alone, which samples cannot change. */
export const isSettled = (order: ReadonlyArray<Sort | Weight>): boolean =>
  order.every(({ metric }) => !isMeasured(metric))

/**
 * Sorts as written: by the weighted sum of raw values if there are weights, ascending; otherwise by the sort keys,
 * the last one being primary. Candidates without a value come last. Scores are derived from ranks, from 1 down to
 * 1/2, and below that for candidates without the first value, so that only equal candidates have equal scores.
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
  /** Most significant first, ascending; NaN if unknown. */
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
