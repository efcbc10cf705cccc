import * as Sqlite from "@turnout/sqlite/Sqlite"
import { StoreError } from "@turnout/state/StoreError"
import * as StoreSuite from "@turnout/testing/StoreSuite"
import * as Effect from "effect/Effect"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

let passing: (ms: number) => void = () => {}

StoreSuite.run("a file", {
  open: (handles) =>
    Effect.gen(function* () {
      const folder = yield* Effect.acquireRelease(
        Effect.promise(() => mkdtemp(join(tmpdir(), "turnout-sqlite-"))),
        (folder) => Effect.promise(() => rm(folder, { recursive: true }))
      )
      const opened = yield* Effect.forEach(Array.from({ length: handles }), () =>
        Sqlite.open({ file: join(folder, "state.db") })
      )
      passing = (ms) => {
        for (const { pass } of opened) pass(ms)
      }
      return opened.map(({ store }) => store)
    }).pipe(
      Effect.mapError((error) => new StoreError({ reason: "invalid", message: error.message, cause: error }))
    ),
  pass: { type: "set", by: (ms) => Effect.sync(() => passing(ms)) }
})
