import { assert, describe, it } from "@effect/vitest"
import { type RouterError } from "@turnout/core/RouterError"
import * as Sqlite from "@turnout/sqlite/Sqlite"
import type { Parts } from "@turnout/state/Store"
import * as Effect from "effect/Effect"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { DatabaseSync } from "node:sqlite"
import { application, migrations } from "../src/internal/schema.ts"
import { inFolder } from "./folder.ts"

const using = <A>(options: Sqlite.SqliteOptions, use: (store: Parts) => Effect.Effect<A, unknown>) =>
  Effect.runPromise(Effect.scoped(Effect.flatMap(Sqlite.make(options), use)))

/** What opening says. */
const refusal = (options: Sqlite.SqliteOptions): Promise<RouterError> =>
  Effect.runPromise(Effect.scoped(Effect.flip(Sqlite.make(options))))

const everything = { from: 0, to: Infinity }

describe("a file", () => {
  it("keeps what was acknowledged when it is opened again", () =>
    inFolder(async (folder) => {
      const file = `${folder}/state.db`
      const counter = { key: "a", start: 0, end: 1e15 }
      await using({ file }, ({ blobs, counters, feed, receipts }) =>
        Effect.all([
          counters.settle([{ lease: { id: "1", counters: [counter], nanos: 5 }, spent: 7 }]),
          blobs.put("k", Uint8Array.of(1, 2), 1e9),
          feed.append(["news"]),
          receipts.append([{ id: "1", at: 5, text: "{}" }])
        ])
      )
      await using({ file }, ({ blobs, counters, feed, receipts }) =>
        Effect.gen(function* () {
          assert.deepStrictEqual(yield* counters.read([counter]), [{ spent: 7, reserved: 0, unpriced: 0 }])
          assert.deepStrictEqual([...(yield* blobs.get("k"))!.bytes], [1, 2])
          assert.deepStrictEqual(
            (yield* feed.read(undefined, 5)).entries.map(({ text }) => text),
            ["news"]
          )
          assert.lengthOf((yield* receipts.read(everything, 5)).receipts, 1)
        })
      )
    }))

  it("of an older version is brought forward with all that it holds", () =>
    inFolder(async (folder) => {
      const file = `${folder}/old.db`
      const old = new DatabaseSync(file)
      old.exec(migrations[0]!)
      old.exec(`PRAGMA user_version = 1; PRAGMA application_id = ${application}`)
      old.exec("INSERT INTO receipts (at, id, text) VALUES (5, 'kept', '{}')")
      old.close()
      await using({ file }, ({ receipts }) =>
        Effect.map(receipts.read(everything, 5), ({ receipts }) => {
          assert.deepStrictEqual(receipts, [{ id: "kept", at: 5, text: "{}" }])
        })
      )
      const now = new DatabaseSync(file)
      assert.deepInclude(now.prepare("PRAGMA user_version").get(), { user_version: migrations.length })
      now.close()
    }))

  it("that is not ours is told by name, and left as it is", () =>
    inFolder(async (folder) => {
      const foreign = `${folder}/foreign.db`
      const other = new DatabaseSync(foreign)
      other.exec("CREATE TABLE people (name TEXT); INSERT INTO people VALUES ('ada')")
      other.close()
      const newer = `${folder}/newer.db`
      await using({ file: newer }, () => Effect.void)
      const later = new DatabaseSync(newer)
      later.exec(`PRAGMA user_version = ${migrations.length + 1}`)
      later.close()
      const text = `${folder}/notes.txt`
      await writeFile(text, "no database at all, but some text that is long enough".repeat(40))
      const damaged = `${folder}/damaged.db`
      await using({ file: damaged }, ({ receipts }) =>
        receipts.append(
          Array.from({ length: 300 }, (_, index) => ({ id: `${index}`, at: index, text: "x".repeat(200) }))
        )
      )
      const bytes = await readFile(damaged)
      bytes.fill(0xab, 4096 * 8, 4096 * 12)
      await writeFile(damaged, bytes)
      const cases = [
        [foreign, "another program"],
        [newer, "newer version"],
        [text, "not a database"],
        [damaged, "damaged"]
      ] as const
      for (const [file, words] of cases) {
        const before = await readFile(file)
        const { message } = await refusal({ file })
        assert.include(message, file)
        assert.include(message, words)
        assert.isTrue(before.equals(await readFile(file)), file)
      }
    }))

  it("that cannot be made is told by name", () =>
    inFolder(async (folder) => {
      await mkdir(`${folder}/directory`)
      for (const file of [`${folder}/directory`, `${folder}/absent/state.db`]) {
        assert.include((await refusal({ file })).message, file)
      }
    }))

  it("is refused with options that are none", async () => {
    const wrong: ReadonlyArray<unknown> = [
      {},
      { file: "" },
      { file: "a.db", synchronous: "off" },
      { file: "a.db", path: "b.db" },
      { file: "a.db", blob_bytes: 0 },
      undefined
    ]
    for (const options of wrong) {
      const { code, message } = await refusal(options as Sqlite.SqliteOptions)
      assert.strictEqual(code, "internal_error")
      assert.include(message, "sqlite()")
    }
  })

  it("drops receipts and cached values beyond its bounds", () =>
    inFolder(async (folder) => {
      const file = `${folder}/state.db`
      await using({ file, blob_bytes: 1000, keep_receipts_days: 1 }, ({ blobs, now, receipts }) =>
        Effect.gen(function* () {
          const at = Math.floor(yield* now)
          yield* receipts.append([
            { id: "old", at: at - 2 * 86_400_000, text: "{}" },
            { id: "new", at, text: "{}" }
          ])
          assert.deepStrictEqual(
            (yield* receipts.read(everything, 5)).receipts.map(({ id }) => id),
            ["new"]
          )
          for (let index = 0; index < 5; index++) yield* blobs.put(`${index}`, new Uint8Array(300), 1e6)
          assert.isUndefined(yield* blobs.get("0"))
          assert.isDefined(yield* blobs.get("4"))
        })
      )
    }))
})
