import type { Metric, Threshold } from "@turnout/core/ModelExpression"
import type { Active, Subject } from "../Constraint.ts"
import { figure, type Reading, thresholdsOf, verdict } from "./MetricRoute.ts"
import type { Gathered } from "./gather.ts"

/** A candidate as one item of the expression. */
export interface Placed extends Subject {
  readonly item: number
}

export interface BoundsInput {
  readonly gathered: Gathered
  readonly reading: Reading
  /** The other constraints, in order. */
  readonly active: ReadonlyArray<Active>
  readonly at: (row: number, item: number) => Placed
}

/**
 * The constraints including the expression's thresholds, which come before cooling, so that a candidate excluded by
 * cooling would be viable afterwards. Thresholds are per item; most items have none, and then nothing is added.
 */
export const withBounds = (input: BoundsInput): ReadonlyArray<Active> => {
  const { active, gathered, reading } = input
  const thresholds = gathered.items.map(({ terms }): ReadonlyArray<Threshold> => thresholdsOf(terms))
  if (thresholds.every((list) => list.length === 0)) return active
  const isKnown = known(input)
  const bounds: Active = {
    reason: "threshold",
    check: (subject) => {
      const { item } = subject as Placed
      return verdict(thresholds[item]!, subject, reading, (metric) => isKnown(metric, item))
    }
  }
  return [
    ...active.filter(({ reason }) => reason !== "cooling"),
    bounds,
    ...active.filter(({ reason }) => reason === "cooling")
  ]
}

/**
 * Whether a candidate of an item has this figure and fails no constraint but thresholds and cooling. Called rarely.
 */
const known = ({ active, at, gathered, reading }: BoundsInput) => {
  const found = new Map<string, boolean>()
  const others = active.filter(({ reason }) => reason !== "cooling")
  return (metric: Metric, item: number): boolean => {
    const key = `${item} ${metric}`
    const before = found.get(key)
    if (before !== undefined) return before
    const isKnown = gathered.endpoints.some((_, row) => {
      if (!gathered.itemsOf(row).includes(item)) return false
      const subject = at(row, item)
      if (figure(metric, subject, reading) === undefined) return false
      return others.every(({ check }) => typeof check(subject) !== "string")
    })
    found.set(key, isKnown)
    return isKnown
  }
}
