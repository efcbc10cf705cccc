import type { DatabaseSync } from "node:sqlite"

/** `TRNT`: marks a file as one of ours (`PRAGMA application_id`). */
export const application = 0x54_52_4e_54

/** Each brings a file from the version before to its own, which is its place in the list plus one. Never changed once released. */
export const migrations: ReadonlyArray<string> = [
  `
  CREATE TABLE counters (
    start INTEGER NOT NULL, key TEXT NOT NULL, end INTEGER NOT NULL,
    spent INTEGER NOT NULL, reserved INTEGER NOT NULL, unpriced INTEGER NOT NULL,
    PRIMARY KEY (start, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE leases (
    id TEXT NOT NULL PRIMARY KEY, counters TEXT NOT NULL, nanos INTEGER NOT NULL,
    state TEXT NOT NULL, until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX leases_until ON leases (state, until);
  CREATE TABLE rates (
    key TEXT NOT NULL, second INTEGER NOT NULL, tokens INTEGER NOT NULL, PRIMARY KEY (key, second)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX rates_second ON rates (second);
  CREATE TABLE places (
    key TEXT NOT NULL, lease TEXT NOT NULL, expires INTEGER NOT NULL, PRIMARY KEY (key, lease)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX places_expires ON places (expires);
  CREATE TABLE feed (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
  CREATE TABLE blobs (
    key TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL, at INTEGER NOT NULL,
    expires INTEGER NOT NULL, used INTEGER NOT NULL, size INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX blobs_expires ON blobs (expires);
  CREATE INDEX blobs_used ON blobs (used);
  CREATE TABLE receipts (
    at INTEGER NOT NULL, id TEXT NOT NULL, user_id TEXT, text TEXT NOT NULL, PRIMARY KEY (at, id)
  ) STRICT, WITHOUT ROWID;
  `,
  `CREATE INDEX receipts_user ON receipts (user_id) WHERE user_id IS NOT NULL;`
]

/** A file that is not to be touched, and why. */
export class NotOurs extends Error {}

const numberOf = (database: DatabaseSync, pragma: string): number =>
  Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0])

/** Brings a file to the newest version. Throws `NotOurs` before anything is written where it holds something else. */
export const migrate = (database: DatabaseSync, newest = migrations.length): void => {
  const isEmpty = numberOf(database, "page_count") === 0 || tablesOf(database) === 0
  const owner = numberOf(database, "application_id")
  if (!isEmpty && owner !== application) {
    throw new NotOurs("it is a database of another program")
  }
  const version = numberOf(database, "user_version")
  if (version > newest) {
    throw new NotOurs(
      `it was written by a newer version of @turnout/sqlite (schema ${version}; this one knows ${newest})`
    )
  }
  if (!isEmpty) {
    const [found] = Object.values(database.prepare("PRAGMA quick_check(1)").get() ?? {})
    if (found !== "ok") throw new NotOurs(`it is damaged: ${String(found)}`)
  }
  database.exec("PRAGMA journal_mode = WAL")
  if (version === newest) return
  database.exec("BEGIN IMMEDIATE")
  try {
    // Another process may have been faster.
    for (let next = numberOf(database, "user_version"); next < newest; next++) {
      database.exec(migrations[next]!)
      database.exec(`PRAGMA user_version = ${next + 1}`)
    }
    database.exec(`PRAGMA application_id = ${application}`)
    database.exec("COMMIT")
  } catch (cause) {
    database.exec("ROLLBACK")
    throw cause
  }
}

const tablesOf = (database: DatabaseSync): number =>
  Number(database.prepare("SELECT count(*) AS count FROM sqlite_schema").get()?.["count"])
