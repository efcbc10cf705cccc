import type { Metric } from "@turnout/core/ModelExpression"
import type { Active } from "../Constraint.ts"
import type { Placed } from "./cursor.ts"
import { figure, type Reading, verdict } from "./MetricRoute.ts"
import type { Table } from "./table/contract.ts"

export interface BoundsInput {
  readonly table: Pick<Table, "gathered" | "thresholds">
  readonly reading: Reading
  /** The constraints among which the thresholds stand. */
  readonly active: ReadonlyArray<Active>
  /** All constraints but the thresholds. */
  readonly all: () => ReadonlyArray<Active>
  readonly at: (row: number, item: number) => Placed
}

/**
 * The constraints including the expression's thresholds, which come before cooling, so that a candidate excluded by
 * cooling would be viable afterwards. Thresholds are per item; most items have none, and then nothing is added.
 */
export const withBounds = (input: BoundsInput): ReadonlyArray<Active> => {
  const { active, reading } = input
  const { thresholds } = input.table
  if (thresholds === undefined) return active
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
const known = ({ all, at, reading, table: { gathered } }: BoundsInput) => {
  const found = new Map<string, boolean>()
  let others: ReadonlyArray<Active> | undefined
  return (metric: Metric, item: number): boolean => {
    const key = `${item} ${metric}`
    const before = found.get(key)
    if (before !== undefined) return before
    const required = (others ??= all().filter(({ reason }) => reason !== "cooling"))
    const isKnown = gathered.endpoints.some((_, row) => {
      if (!gathered.itemsOf(row).includes(item)) return false
      const subject = at(row, item)
      if (figure(metric, subject, reading) === undefined) return false
      return required.every(({ check }) => typeof check(subject) !== "string")
    })
    found.set(key, isKnown)
    return isKnown
  }
}
