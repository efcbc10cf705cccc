import type { Endpoint } from "@turnout/core/Endpoint"
import type { ExpectedCost } from "@turnout/core/Price"
import type { EndpointSignals } from "@turnout/core/Signals"
import { unmeasured, type Active, type Subject } from "../Constraint.ts"
import type { Reading } from "./MetricRoute.ts"
import { type Placed, withBounds } from "./bounds.ts"
import type { Gathered } from "./gather.ts"
import type { Rows } from "./score.ts"

export interface Constrained {
  readonly active: ReadonlyArray<Active>
  /** Ascending rows. */
  readonly viable: Uint32Array
  /** Why a row is excluded; undefined if it is viable. */
  readonly excluded: (row: number) => { readonly reason: string; readonly detail: string } | undefined
  /** The constraints that a row passed only for lack of samples. */
  readonly unmeasured: (row: number) => ReadonlyArray<string>
  /** Every candidate as constraints see it. */
  readonly subjects: () => ReadonlyArray<Subject>
}

/**
 * One pass: each candidate is checked by the constraints in order, up to the first that fails. A candidate listed
 * by several items is admitted as the first that passes; if none does, it is reported as the one that came
 * furthest.
 */
export const constrain = (
  constraints: ReadonlyArray<Active>,
  rows: Rows,
  gathered: Gathered,
  reading: Reading
): Constrained => {
  const size = rows.endpoints.length
  const active = withBounds({
    active: constraints,
    gathered,
    reading,
    at: (row, item) => new Cursor(rows, gathered, row, item)
  })
  /** By row, the failed constraint's position from 1; 0 is viable. */
  const failed = new Uint16Array(size)
  /** By row, 1 if a constraint passed for lack of samples. */
  const lenient = new Uint8Array(size)
  const details: Array<string | undefined> = []
  let count = 0
  const cursor = size === 0 ? undefined : new Cursor(rows, gathered, 0)
  const meet = (row: number, waived: boolean): void => {
    const items = gathered.itemsOf(row)
    cursor!.waived = waived
    failed[row] = 0
    for (let each = 0; each < items.length; each++) {
      const detail = details[row]
      const before = gathered.item?.[row]
      // The figures of a candidate may depend on the item as which it is admitted.
      if (gathered.item !== undefined) gathered.item[row] = items[each]!
      cursor!.move(row, items[each]!)
      const index = firstFailed(active, cursor!, row, details, lenient)
      if (index >= 0 && each > 0 && index < failed[row]!) {
        details[row] = detail
        gathered.item![row] = before!
        continue
      }
      failed[row] = index + 1
      if (index < 0) break
    }
    if (failed[row] === 0) count++
  }
  if (active.length === 0 && gathered.item === undefined) count = size
  else for (let row = 0; row < size; row++) meet(row, false)
  const waived = count > 0 ? [] : widest(active, rows, failed)
  for (const row of waived) meet(row, true)
  const viable = new Uint32Array(count)
  for (let row = 0, next = 0; next < count; row++) if (failed[row] === 0) viable[next++] = row
  const subject = (row: number): Subject => {
    const own = new Cursor(rows, gathered, row)
    own.waived = waived.includes(row)
    return own
  }
  return {
    active,
    viable,
    excluded: (row) =>
      failed[row] === 0
        ? undefined
        : { reason: active[failed[row]! - 1]!.reason, detail: details[row] ?? "" },
    unmeasured: (row) => {
      if (failed[row] !== 0 || lenient[row] === 0) return none
      const own = subject(row)
      return active.filter(({ check }) => check(own) === unmeasured).map(({ reason }) => reason)
    },
    subjects: () => rows.endpoints.map((_, row) => subject(row))
  }
}

const none: ReadonlyArray<string> = []

/** The position of the first failed constraint, its detail noted; negative if all pass. */
const firstFailed = (
  active: ReadonlyArray<Active>,
  subject: Subject,
  row: number,
  details: Array<string | undefined>,
  lenient: Uint8Array
): number => {
  for (let index = 0; index < active.length; index++) {
    const verdict = active[index]!.check(subject)
    if (typeof verdict !== "string") {
      if (verdict === unmeasured) lenient[row] = 1
      continue
    }
    details[row] = verdict
    return index
  }
  return -1
}

/**
 * If no context window is large enough, the largest remain viable: the estimate may be wrong, and the vendor
 * decides.
 */
const widest = (active: ReadonlyArray<Active>, rows: Rows, failed: Uint16Array): ReadonlyArray<number> => {
  const place = active.findIndex(({ reason }) => reason === "context_window") + 1
  if (place === 0) return []
  const windowOf = ({ facts: { limits } }: Endpoint) =>
    Math.min(limits.context ?? Infinity, limits.input ?? Infinity)
  let largest = 0
  for (let row = 0; row < failed.length; row++) {
    if (failed[row] === place) largest = Math.max(largest, windowOf(rows.endpoints[row]!))
  }
  const stay: Array<number> = []
  for (let row = 0; row < failed.length; row++) {
    if (failed[row] === place && windowOf(rows.endpoints[row]!) === largest) stay.push(row)
  }
  return stay
}

/**
 * The candidate under examination: one object that is moved over the rows, so none is allocated per candidate. A
 * class for speed: figures are computed only when a constraint reads them.
 */
class Cursor implements Placed {
  endpoint: Endpoint
  named: boolean
  item: number
  waived = false
  private readonly rows: Rows
  private readonly gathered: Gathered
  private row = 0

  constructor(rows: Rows, gathered: Gathered, row: number, item = gathered.item?.[row] ?? 0) {
    this.rows = rows
    this.gathered = gathered
    this.endpoint = rows.endpoints[row]!
    this.named = gathered.items[item]!.named
    this.item = item
    this.row = row
  }

  move(row: number, item: number): void {
    this.row = row
    this.item = item
    this.endpoint = this.rows.endpoints[row]!
    this.named = this.gathered.items[item]!.named
  }

  get signals(): EndpointSignals {
    return this.rows.figures.signals(this.row)
  }

  get expected_cost(): ExpectedCost {
    return this.rows.figures.cost(this.row)
  }

  get quality(): number | undefined {
    return this.rows.figures.quality(this.row)
  }
}
