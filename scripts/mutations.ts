/**
 * `pnpm mutations [protocol…] [--sample n]`: removes one line at a time from the modules that map a protocol, runs its
 * tests, and prints the removals that no test sees. For a night: every protocol whole takes hours.
 * `--sample n` takes every n-th line.
 */
import { globSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { type Mutant, mutants } from "./mutations/lines.ts"
import { open } from "./mutations/run.ts"

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "")

interface Protocol {
  readonly sources: string
  readonly tests: ReadonlyArray<string>
  /** Suites of vendors that speak it: run for what its own tests do not see, since they take longer. */
  readonly vendors: ReadonlyArray<string>
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
      tests: [`packages/wire/test/${name}`, "packages/wire/test/Classification.test.ts"],
      vendors: vendors.map((vendor) => `packages/providers/${vendor}/test`)
    }
  ]),
  ...globSync("packages/providers/*/src/*/protocol", { cwd: root }).map((folder) => {
    const name = folder.split("/")[2]!
    return [name, { sources: `${folder}/*.ts`, tests: [`packages/providers/${name}/test`], vendors: [] }]
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

interface Missed extends Mutant {
  readonly file: string
}

/** Those of the removals that the suites of vendors do not see either. */
const unseen = async (missed: ReadonlyArray<Missed>, vendors: ReadonlyArray<string>) => {
  if (missed.length === 0) return missed
  const tests = await open(root, vendors)
  const left: Array<Missed> = []
  for (const mutant of missed) {
    if (!(await tests.fails(`${root}/${mutant.file}`, mutant.source))) left.push(mutant)
  }
  await tests.close()
  return left
}

let [removed, seen] = [0, 0]
for (const name of names) {
  const protocol = protocols[name]
  if (protocol === undefined)
    throw new Error(`No protocol '${name}'; there are ${Object.keys(protocols).join(", ")}.`)
  const missed: Array<Missed> = []
  let [total, index] = [0, 0]
  const tests = await open(root, protocol.tests)
  for (const file of globSync(protocol.sources, { cwd: root }).sort()) {
    for (const mutant of mutants(readFileSync(`${root}/${file}`, "utf8"))) {
      if (unknown.test(mutant.text) || index++ % every !== 0) continue
      total += 1
      if (!(await tests.fails(`${root}/${file}`, mutant.source))) missed.push({ ...mutant, file })
    }
  }
  await tests.close()
  const left = protocol.vendors.length === 0 ? missed : await unseen(missed, protocol.vendors)
  for (const { file, line, text } of left) console.log(`${file}:${line}: ${text}`)
  const killed = total - left.length
  console.log(`${name}: ${killed} of ${total} removals are seen`)
  removed += total
  seen += killed
}
console.log(`${removed === 0 ? 100 : Math.floor((100 * seen) / removed)} % of ${removed} removals are seen`)
if (seen < 0.95 * removed) process.exitCode = 1
