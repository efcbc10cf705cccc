import * as Sqlite from "./Sqlite.ts"

export * as Sqlite from "./Sqlite.ts"

/** A store in a file: `createRouter({ state: sqlite({ file }) })`. */
export const sqlite = Sqlite.layer
