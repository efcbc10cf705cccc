import * as Options from "@turnout/core/Options"
import type { RouterError } from "@turnout/core/RouterError"
import type { Receipt } from "@turnout/router/Receipt"
import * as Effect from "effect/Effect"
import type { Parts } from "./Store.ts"
import type { StoreError } from "./StoreError.ts"
import { add, type SpendRow, type Sums, sums, toRow } from "./spend/sums.ts"
import { type By, bys, keysOf } from "./spend/by.ts"
import { receiptOf } from "./spend/receipt.ts"

export { type By, bys } from "./spend/by.ts"
export type { SpendRow, Tokens } from "./spend/sums.ts"

export interface SpendQuery {
  /** Calls that began at this date or later: milliseconds since 1970, or an ISO date. Default: the first that is kept. */
  readonly from?: number | string | Date
  /** Calls that began before this date. Default: now. */
  readonly to?: number | string | Date
  /** What the report has one row for each of; several give one row for each combination. Default: one row for all. */
  readonly by?: By | ReadonlyArray<By>
}

export interface SpendReport {
  readonly object: "spend"
  /** ISO dates; `from` is null where the report begins with the first receipt. */
  readonly from: string | null
  readonly to: string | null
  readonly by: ReadonlyArray<By>
  /** The dearest first. */
  readonly rows: ReadonlyArray<SpendRow>
  /**
   * Each call once: under `tag` a call counts in a row for each of its tags, so rows may add up to more.
   */
  readonly total: SpendRow
  /** Stored receipts that could not be read. */
  readonly unreadable: number
}

const isDate = (value: unknown): value is number | string | Date =>
  (typeof value === "number" || typeof value === "string" || value instanceof Date) &&
  Number.isFinite(new Date(value).getTime())

const by = Options.oneOf<By>(...bys)

const check: Options.Check<SpendQuery> = Options.object<SpendQuery>({
  from: Options.where("a date", isDate),
  to: Options.where("a date", isDate),
  by: Options.either(Array.isArray, Options.list(by), by) as Options.Check<NonNullable<SpendQuery["by"]>>
})

/** What is wrong with a query; undefined where nothing is. */
export const mistake = (query: unknown): RouterError | undefined => Options.mistake(check, query)

const timeOf = (date: number | string | Date | undefined, absent: number): number =>
  date === undefined ? absent : new Date(date).getTime()

const listOf = (by: SpendQuery["by"] = []): ReadonlyArray<By> => (typeof by === "string" ? [by] : by)

const nameOf = (time: number): string | null => (Number.isFinite(time) ? new Date(time).toISOString() : null)

/** A report that takes receipts one after the other. Pure, and of constant size for so many rows. */
export const make = (query: SpendQuery = {}) => {
  const by = [...new Set(listOf(query.by))]
  const [from, to] = [timeOf(query.from, -Infinity), timeOf(query.to, Infinity)]
  const rows = new Map<string, { readonly key: SpendRow["key"]; readonly sums: Sums }>()
  const total = sums()
  let unreadable = 0

  const take = (receipt: Receipt): void => {
    if (!(receipt.started_at >= from && receipt.started_at < to)) return
    add(total, receipt)
    for (const key of keysOf(receipt, by)) {
      const name = JSON.stringify(key)
      let row = rows.get(name)
      if (row === undefined) {
        row = { key: Object.fromEntries(by.map((each, index) => [each, key[index] ?? null])), sums: sums() }
        rows.set(name, row)
      }
      add(row.sums, receipt)
    }
  }

  return {
    take,
    /** Takes what a store keeps. */
    takeText: (text: string): void => {
      const receipt = receiptOf(text)
      if (receipt === undefined) unreadable += 1
      else take(receipt)
    },
    report: (): SpendReport => ({
      object: "spend",
      from: nameOf(from),
      to: nameOf(to),
      by,
      rows: Array.from(rows.values())
        .toSorted(
          (left, right) =>
            right.sums.exact + right.sums.assumed - (left.sums.exact + left.sums.assumed) ||
            right.sums.calls - left.sums.calls
        )
        .map(({ key, sums }) => toRow(key, sums)),
      total: toRow({}, total),
      unreadable
    })
  }
}

/** The report over receipts that a host kept itself, for example those that its observer was given. */
export const of = (receipts: Iterable<Receipt>, query?: SpendQuery): SpendReport => {
  const report = make(query)
  for (const receipt of receipts) report.take(receipt)
  return report.report()
}

/** Receipts that are read at a time. */
const page = 1000

/** The report over the receipts of a store. */
export const read = (
  { receipts }: Pick<Parts, "receipts">,
  query: SpendQuery = {}
): Effect.Effect<SpendReport, StoreError> =>
  Effect.gen(function* () {
    const report = make(query)
    const range = { from: timeOf(query.from, 0), to: timeOf(query.to, Number.MAX_SAFE_INTEGER) }
    let after: string | undefined
    do {
      const { next, receipts: kept } = yield* receipts.read(range, page, after)
      for (const { text } of kept) report.takeText(text)
      after = next
    } while (after !== undefined)
    return report.report()
  })
