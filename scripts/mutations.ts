/**
 * `pnpm mutations [protocol…] [--sample n]`: removes one line at a time from the modules that map a protocol, runs its
 * tests, and prints the removals that no test sees. For a night: every protocol whole takes an hour.
 * `--sample n` takes every n-th line.
 */
import { globSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { mutants } from "./mutations/lines.ts"
import { open } from "./mutations/run.ts"

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "")

interface Protocol {
  readonly sources: string
  readonly tests: ReadonlyArray<string>
}

/** The families of wire, with the vendors whose bodies and streams are stated by hand. */
const families = [
  ["openai-chat", ["openai", "openai-compatible"]],
  ["openai-responses", ["openai"]],
  ["anthropic-messages", ["anthropic"]],
  ["gemini", ["google"]]
] as const

/** A protocol of wire, and of each package that brings its own. */
const protocols: { readonly [name: string]: Protocol } = Object.fromEntries([
  ...families.map(([name, vendors]) => [
    name,
    {
      sources: `packages/wire/src/${name}/*.ts`,
      tests: [
        `packages/wire/test/${name}`,
        "packages/wire/test/Classification.test.ts",
        ...vendors.map((vendor) => `packages/providers/${vendor}/test`)
      ]
    }
  ]),
  ...globSync("packages/providers/*/src/*/protocol", { cwd: root }).map((folder) => {
    const name = folder.split("/")[2]!
    return [name, { sources: `${folder}/*.ts`, tests: [`packages/providers/${name}/test`] }]
  })
])

/** A capability that is unknown is as good as absent. */
const unknown = /^\w+: "unknown",?$/

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: "string", default: "1" } }
})
const names = positionals.length > 0 ? positionals : Object.keys(protocols)
const every = Number(values.sample)

let [removed, seen] = [0, 0]
for (const name of names) {
  const protocol = protocols[name]
  if (protocol === undefined)
    throw new Error(`No protocol '${name}'; there are ${Object.keys(protocols).join(", ")}.`)
  const tests = await open(root, protocol.tests)
  let [total, killed, index] = [0, 0, 0]
  for (const file of globSync(protocol.sources, { cwd: root }).sort()) {
    for (const { line, source, text } of mutants(readFileSync(`${root}/${file}`, "utf8"))) {
      if (unknown.test(text)) continue
      if (index++ % every !== 0) continue
      total += 1
      if (await tests.fails(`${root}/${file}`, source)) killed += 1
      else console.log(`${file}:${line}: ${text}`)
    }
  }
  await tests.close()
  console.log(`${name}: ${killed} of ${total} removals are seen`)
  removed += total
  seen += killed
}
console.log(`${removed === 0 ? 100 : Math.floor((100 * seen) / removed)} % of ${removed} removals are seen`)
if (seen < 0.95 * removed) process.exitCode = 1
