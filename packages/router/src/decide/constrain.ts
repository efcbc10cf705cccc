import type { Endpoint } from "@turnout/core/Endpoint"
import type { ExpectedCost } from "@turnout/core/Candidate"
import type { EndpointSignals } from "@turnout/core/Signals"
import { unmeasured, type Active, type Subject } from "../Constraint.ts"
import type { Gathered } from "./gather.ts"
import type { Rows } from "./score.ts"

export interface Constrained {
  readonly active: ReadonlyArray<Active>
  /** Ascending rows. */
  readonly viable: Uint32Array
  /** Why a row is out; undefined where it is not. */
  readonly excluded: (row: number) => { readonly reason: string; readonly detail: string } | undefined
  /** The constraints that a row passed only for want of samples. */
  readonly unmeasured: (row: number) => ReadonlyArray<string>
  /** Every candidate as constraints see it. */
  readonly subjects: () => ReadonlyArray<Subject>
}

/** One pass: each candidate meets the constraints in their order, up to the first that it fails. */
export const constrain = (active: ReadonlyArray<Active>, rows: Rows, gathered: Gathered): Constrained => {
  const size = rows.endpoints.length
  /** By row, the failed constraint's place from 1 on; 0 is viable. */
  const failed = new Uint16Array(size)
  const details: Array<string | undefined> = []
  const cursor = cursorOver(rows, gathered)
  let count = 0
  for (let row = 0; row < size; row++) {
    cursor.move(row, false)
    if (examine(active, cursor.subject, failed, details, row)) count++
  }
  const waived = count > 0 ? undefined : widest(active, rows, failed)
  for (const row of waived ?? []) {
    cursor.move(row, true)
    failed[row] = 0
    if (examine(active, cursor.subject, failed, details, row)) count++
  }
  const viable = new Uint32Array(count)
  for (let row = 0, next = 0; next < count; row++) if (failed[row] === 0) viable[next++] = row
  const isWaived = (row: number) => waived?.includes(row) === true
  return {
    active,
    viable,
    excluded: (row) =>
      failed[row] === 0
        ? undefined
        : { reason: active[failed[row]! - 1]!.reason, detail: details[row] ?? "" },
    unmeasured: (row) => {
      if (failed[row] !== 0) return []
      cursor.move(row, isWaived(row))
      return active.filter(({ check }) => check(cursor.subject) === unmeasured).map(({ reason }) => reason)
    },
    subjects: () =>
      rows.endpoints.map((_, row) => {
        const own = cursorOver(rows, gathered)
        own.move(row, isWaived(row))
        return own.subject
      })
  }
}

const examine = (
  active: ReadonlyArray<Active>,
  subject: Subject,
  failed: Uint16Array,
  details: Array<string | undefined>,
  row: number
): boolean => {
  for (let index = 0; index < active.length; index++) {
    const verdict = active[index]!.check(subject)
    if (typeof verdict !== "string") continue
    failed[row] = index + 1
    details[row] = verdict
    return false
  }
  return true
}

/** Where no window is large enough the largest stay: the estimate may be wrong, and the vendor decides. */
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

interface Cursor {
  readonly subject: Subject
  readonly move: (row: number, waived: boolean) => void
}

/** One object that walks over the rows: a candidate costs no allocation to examine. */
const cursorOver = (rows: Rows, { named }: Gathered): Cursor => {
  let current = 0
  const subject = {
    endpoint: undefined as unknown as Endpoint,
    signals: undefined as unknown as EndpointSignals,
    named: false,
    waived: false,
    get expected_cost(): ExpectedCost {
      return rows.figures.cost(current)
    },
    get quality(): number | undefined {
      return rows.figures.quality(current)
    }
  }
  return {
    subject: subject as Subject,
    move: (row, waived) => {
      current = row
      subject.endpoint = rows.endpoints[row]!
      subject.signals = rows.signals[row]!
      subject.named = named(row)
      subject.waived = waived
    }
  }
}
