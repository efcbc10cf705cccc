/**
 * What starting evaluates, in modules and bytes of JavaScript: the machine's load does not move them. The last values stand
 * in cold.json, and none may become worse.
 */
import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { markdown } from "./table.ts"

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** Facts of models and undici are left out: what they weigh is not ours to say. */
const program = `import { registerHooks } from "node:module"
import { createServer } from "node:http"
const seen = new Map()
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    if (url.startsWith("file:") && !/\\/catalog\\/dist\\/chunks\\/|\\/undici[@/]/.test(url)) {
      seen.set(url, Buffer.byteLength(loaded.source ?? ""))
    }
    return loaded
  }
})
const counts = {}
const count = (what) => {
  counts[what + ", modules"] = seen.size
  counts[what + ", bytes"] = [...seen.values()].reduce((sum, bytes) => sum + bytes, 0)
  counts[what + ", modules of Effect"] = [...seen.keys()].filter((url) => /\\/effect\\/dist\\//.test(url)).length
}
const { createRouter } = await import("turnout")
const { openai } = await import("@turnout/openai")
const { anthropic } = await import("@turnout/anthropic")
count("import")
const message = { role: "assistant", content: "hi" }
const answer = { id: "a", model: "gpt-4o-mini", choices: [{ index: 0, message, finish_reason: "stop" }] }
const server = createServer((request, response) =>
  request.resume().on("end", () => response.setHeader("content-type", "application/json").end(JSON.stringify(answer)))
)
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
const baseUrl = "http://127.0.0.1:" + server.address().port
const router = createRouter({ providers: [openai({ apiKey: "a", baseUrl }), anthropic({ apiKey: "b", baseUrl })] })
await router.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: "hi" }] })
count("first call")
console.log(JSON.stringify(counts))
process.exit(0)
`

export type Cold = { readonly [name: string]: number }

export const cold = (): Cold => {
  writeFileSync(path(".installed/cold.mjs"), program)
  return JSON.parse(
    execFileSync(process.execPath, [path(".installed/cold.mjs")], { encoding: "utf8" })
  ) as Cold
}

const file = path("cold.json")

export const last = (): Cold => JSON.parse(readFileSync(file, "utf8")) as Cold

/** Keeps the values that were not counted this time. */
export const write = (counted: Cold): void =>
  writeFileSync(file, `${JSON.stringify({ ...last(), ...counted }, null, 2)}\n`)

/** Small features cost bytes: what is told is what grows by more. */
const tolerance = (name: string): number => (name.includes("modules") ? 1.04 : 1.05)

/** A value that nothing is known of, or that is none, is told too: it holds no budget. */
export const worse = (counted: Cold, before: Cold): ReadonlyArray<string> =>
  Object.entries(counted).flatMap(([name, value]) => {
    const last = before[name]
    if (last === undefined) return [`${name}: ${value}, and nothing before (--update writes it)`]
    return value <= last * tolerance(name) ? [] : [`${name}: ${value}, and ${last} before`]
  })

/** Of the first release, counted the same way. */
const first: Cold = {
  "import, modules": 236,
  "import, bytes": 4_412_357,
  "import, modules of Effect": 170,
  "first call, modules": 276,
  "first call, bytes": 4_844_928,
  "first call, modules of Effect": 171
}

export const coldTable = (counted: Cold): string =>
  markdown(
    ["", "", "first release"],
    Object.entries(counted).map(([name, value]) => [
      name,
      value.toLocaleString("en"),
      first[name] === undefined ? "" : first[name].toLocaleString("en")
    ])
  )
