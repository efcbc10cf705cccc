import { compile, type Active, type Context, type Subject } from "../Constraint.ts"
import { withBounds } from "./bounds.ts"
import { Cursor } from "./cursor.ts"
import type { Rows } from "./score.ts"
import { check } from "./table/check.ts"
import type { Settled, Table } from "./table/contract.ts"
import { withVersions } from "./versions.ts"

/** Who is viable. Where nothing applies but what the table has settled, that is known already. */
export const constrain = (table: Table, rows: Rows, context: Context): Settled => {
  const before = compile(table.stages.before, context, table.list)
  const after = compile(table.stages.after, context, table.list)
  if (before.length === 0 && after.length === 0 && table.thresholds === undefined) return table.settled
  const bounded = withBounds({
    table,
    reading: { facts: context.facts, now: context.date },
    active: after,
    all: () => whole(table, context),
    at: (row, item) => new Cursor(rows, table.gathered, row, item)
  })
  return check(table, rows, before, bounded)
}

/** Every constraint that applies, in order. */
const whole = ({ gathered, stages }: Pick<Table, "gathered" | "stages">, context: Context) =>
  withVersions(compile([...stages.before, ...stages.fixed, ...stages.after], context), gathered, context)

/** The same with the thresholds of the expression. */
export const allOf = (table: Table, rows: Rows, context: Context): ReadonlyArray<Active> =>
  withBounds({
    table,
    reading: { facts: context.facts, now: context.date },
    active: whole(table, context),
    all: () => whole(table, context),
    at: (row, item) => new Cursor(rows, table.gathered, row, item)
  })

/** Every candidate as constraints see it. */
export const subjectsOf = (table: Table, rows: Rows, { item, waived }: Settled): ReadonlyArray<Subject> =>
  rows.endpoints.map((_, row) => {
    const subject = new Cursor(rows, table.gathered, row, item?.[row] ?? 0)
    subject.waived = waived(row)
    return subject
  })
