import { assert, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const program = `
import { registerHooks } from "node:module"
const seen = []
registerHooks({ load: (url, context, next) => { seen.push(url); return next(url, context) } })
const data = () => seen.flatMap((url) => /[/]src[/]data[/](.+)$/.exec(url)?.[1] ?? []).sort()
const { layer } = await import("@turnout/catalog/Catalog")
const { Catalog } = await import("@turnout/core/Catalog")
const Effect = await import("effect/Effect")
const imported = data()
const rows = await Effect.runPromise(Effect.provide(Effect.flatMap(Catalog, ({ rows }) => rows("groq")), layer))
console.log(JSON.stringify({ imported, asked: data(), rows: rows.length }))
`

it("an import reads no facts, and a provider's rows are read alone", () => {
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    encoding: "utf8"
  })
  const { asked, imported, rows } = JSON.parse(output) as {
    readonly imported: ReadonlyArray<string>
    readonly asked: ReadonlyArray<string>
    readonly rows: number
  }
  assert.deepStrictEqual(imported, ["load.ts", "sources.ts"])
  assert.deepStrictEqual(asked, ["groq.ts", "load.ts", "sources.ts"])
  assert.isAbove(rows, 0)
})
