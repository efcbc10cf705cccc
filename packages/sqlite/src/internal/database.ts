import { DatabaseSync } from "node:sqlite"
import * as Blobs from "../tables/blobs.ts"
import * as Counters from "../tables/counters.ts"
import * as Feed from "../tables/feed.ts"
import * as Rates from "../tables/rates.ts"
import * as Receipts from "../tables/receipts.ts"
import { sql } from "../tables/table.ts"
import type { Opening, Reply, Request } from "./protocol.ts"
import { migrate } from "./schema.ts"

/** Milliseconds that a transaction waits for those of other processes. */
const busy_ms = 2000

/** A file that was opened. */
export interface Database {
  /** Answers requests in one transaction: all of them are kept, or what is answered says that none is. */
  readonly answer: (requests: ReadonlyArray<Request>) => ReadonlyArray<Reply>
  readonly pass: (ms: number) => void
  readonly close: () => void
}

type Part = { readonly [operation: string]: (...given: ReadonlyArray<never>) => unknown }

/** Throws where the file cannot be opened or is not ours. */
export const open = ({ ahead, blob_bytes, file, keep_ms, synchronous }: Opening): Database => {
  const database = new DatabaseSync(file)
  try {
    database.exec(`PRAGMA busy_timeout = ${busy_ms}`)
    migrate(database)
    database.exec(`PRAGMA synchronous = ${synchronous}`)
  } catch (cause) {
    database.close()
    throw cause
  }
  let shift = ahead
  const now = (): number => Date.now() + shift
  const statements = sql(database)
  const parts: { readonly [name: string]: Part } = {
    counters: Counters.make(statements, now),
    rates: Rates.make(statements, now),
    feed: Feed.make(statements, now),
    blobs: Blobs.make(statements, now, blob_bytes),
    receipts: Receipts.make(statements, now, keep_ms),
    clock: { now }
  }

  const valueOf = ({ given, name }: Request): unknown => {
    const [part = "", operation = ""] = name.split(".")
    return parts[part]![operation]!(...(given as ReadonlyArray<never>))
  }

  const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

  return {
    answer: (requests) => {
      try {
        database.exec("BEGIN IMMEDIATE")
        const replies = requests.map((request): Reply => {
          database.exec("SAVEPOINT request")
          try {
            const value = valueOf(request)
            database.exec("RELEASE request")
            return { id: request.id, value }
          } catch (cause) {
            database.exec("ROLLBACK TO request; RELEASE request")
            return { id: request.id, reason: "invalid", message: messageOf(cause) }
          }
        })
        database.exec("COMMIT")
        return replies
      } catch (cause) {
        if (database.isTransaction) database.exec("ROLLBACK")
        return requests.map(({ id }) => ({ id, reason: "unavailable", message: messageOf(cause) }))
      }
    },
    pass: (ms) => {
      shift += ms
    },
    close: () => database.close()
  }
}
