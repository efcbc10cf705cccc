import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"

export type Row = { readonly [column: string]: unknown }

/** Statements that are compiled once. Numbers are whole and below 2^53. */
export interface Sql {
  readonly run: (sql: string, ...values: ReadonlyArray<SQLInputValue>) => number
  readonly get: (sql: string, ...values: ReadonlyArray<SQLInputValue>) => Row | undefined
  readonly all: (sql: string, ...values: ReadonlyArray<SQLInputValue>) => ReadonlyArray<Row>
}

export const sql = (database: DatabaseSync): Sql => {
  const statements = new Map<string, StatementSync>()
  const prepared = (sql: string): StatementSync => {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = database.prepare(sql)
      statements.set(sql, statement)
    }
    return statement
  }
  return {
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    get: (sql, ...values) => prepared(sql).get(...values),
    all: (sql, ...values) => prepared(sql).all(...values)
  }
}
