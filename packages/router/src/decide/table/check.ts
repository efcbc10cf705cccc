import type { Endpoint } from "@turnout/core/Endpoint"
import { unmeasured, type Active, type Subject } from "../../Constraint.ts"
import { Cursor } from "../cursor.ts"
import type { Rows } from "../score.ts"
import type { Fixed, Settled, Table } from "./contract.ts"

type Settling = Pick<Table, "gathered" | "fixed" | "stages">

/**
 * One pass: each candidate is checked by the constraints in order, up to the first that fails; the fixed ones are known. A
 * candidate listed by several items is admitted as the first that passes; if none does, it is reported as the one that
 * came furthest.
 */
export const check = (
  { fixed, gathered, stages }: Settling,
  rows: Rows,
  before: ReadonlyArray<Active>,
  after: ReadonlyArray<Active>
): Settled => {
  const size = rows.endpoints.length
  /** Where the fixed constraints begin and end, and the place of a version. */
  const first = 2 + stages.before.length
  const last = first + stages.fixed.length
  /** By row, the failed constraint's place; 0 is viable. */
  const failed = new Uint16Array(size)
  /** By row, 1 if a constraint passed for lack of samples. */
  const lenient = new Uint8Array(size)
  const details: Array<string | undefined> = []
  const item = gathered.item?.slice()
  // The figures of a candidate may depend on the item as which it is admitted.
  rows.item = item
  let count = 0
  const cursor = size === 0 ? undefined : new Cursor(rows, gathered, 0, 0)
  const failing = (row: number, each: number): number => {
    const place = placeOf(fixed, row, each)
    if (place === 1) return note(row, 1, detailOf(fixed, row, each))
    const early = firstFailed(before, cursor!, row, details, lenient)
    if (early >= 0) return 2 + early
    if (place > 0) return note(row, place, detailOf(fixed, row, each))
    const late = firstFailed(after, cursor!, row, details, lenient)
    return late < 0 ? 0 : last + late
  }
  const note = (row: number, place: number, detail: string | undefined): number => {
    details[row] = detail
    return place
  }
  const meet = (row: number, waived: boolean): void => {
    const items = gathered.itemsOf(row)
    cursor!.waived = waived
    failed[row] = 0
    for (let each = 0; each < items.length; each++) {
      const detail = details[row]
      const admitted = item?.[row]
      if (item !== undefined) item[row] = items[each]!
      cursor!.move(row, items[each]!)
      const place = failing(row, each)
      if (place > 0 && each > 0 && place <= failed[row]!) {
        details[row] = detail
        item![row] = admitted!
        continue
      }
      failed[row] = place
      if (place === 0) break
    }
    if (failed[row] === 0) count++
  }
  for (let row = 0; row < size; row++) meet(row, false)
  const waived = count > 0 ? [] : widest(windowPlace(before, after, last), rows.endpoints, failed)
  for (const row of waived) meet(row, true)
  const viable = new Uint32Array(count)
  for (let row = 0, next = 0; next < count; row++) if (failed[row] === 0) viable[next++] = row
  const reasonOf = (place: number): string =>
    place === 1
      ? "version"
      : place < first
        ? before[place - 2]!.reason
        : place < last
          ? fixed.reasons[place - first]!
          : after[place - last]!.reason
  return {
    viable,
    item,
    waived: (row) => waived.includes(row),
    excluded: (row) =>
      failed[row] === 0 ? undefined : { reason: reasonOf(failed[row]!), detail: details[row] ?? "" },
    unmeasured: (row) => {
      if (failed[row] !== 0 || lenient[row] === 0) return none
      const own = new Cursor(rows, gathered, row, item?.[row] ?? 0)
      own.waived = waived.includes(row)
      const isLenient = ({ check }: Active) => check(own) === unmeasured
      return [...before.filter(isLenient), ...after.filter(isLenient)].map(({ reason }) => reason)
    }
  }
}

const none: ReadonlyArray<string> = []

const pairOf = ({ start }: Fixed, row: number, each: number): number =>
  start === undefined ? row : start[row]! + each
const placeOf = (fixed: Fixed, row: number, each: number): number => fixed.failed[pairOf(fixed, row, each)]!
const detailOf = (fixed: Fixed, row: number, each: number): string | undefined =>
  fixed.details[pairOf(fixed, row, each)]

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

/** The place of the constraint on context windows; 0 if it does not apply. */
const windowPlace = (before: ReadonlyArray<Active>, after: ReadonlyArray<Active>, last: number): number => {
  const isWindow = ({ reason }: Active) => reason === "context_window"
  const early = before.findIndex(isWindow)
  if (early >= 0) return 2 + early
  const late = after.findIndex(isWindow)
  return late < 0 ? 0 : last + late
}

/**
 * If no context window is large enough, the largest remain viable: the estimate may be wrong, and the vendor
 * decides.
 */
const widest = (
  place: number,
  endpoints: ReadonlyArray<Endpoint>,
  failed: Uint16Array
): ReadonlyArray<number> => {
  if (place === 0) return []
  const windowOf = ({ facts: { limits } }: Endpoint) =>
    Math.min(limits.context ?? Infinity, limits.input ?? Infinity)
  let largest = 0
  for (let row = 0; row < failed.length; row++) {
    if (failed[row] === place) largest = Math.max(largest, windowOf(endpoints[row]!))
  }
  const stay: Array<number> = []
  for (let row = 0; row < failed.length; row++) {
    if (failed[row] === place && windowOf(endpoints[row]!) === largest) stay.push(row)
  }
  return stay
}
