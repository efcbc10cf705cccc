/** `pnpm bench:world`: strategies and published policies in the same virtual worlds, on the same draws. */
import { readFileSync, writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import * as Scenarios from "@turnout/world/Scenarios"
import * as World from "@turnout/world/World"
import * as Effect from "effect/Effect"
import { policies, policiesOf, reference, rival } from "./policies.ts"
import { gapTable, lossTable, resultOf, type Result, type Results } from "./tables.ts"

const all = [...Object.keys(policies), reference]

const help = `pnpm bench:world [options]

  --worlds <list>    of ${Object.keys(Scenarios.all).join(", ")}
  --policies <list>  of ${all.join("; ")} (separated by ;)
  --hours <n>        virtual hours of each run (default 1; of a day's rhythm four times as many)
  --seeds <n>        runs per policy and world (default 8)
  --json             the results as JSON
  --write            the results into docs/choosing.md
  --html <file>      the results as one page with tables and plots
`

const { values } = parseArgs({
  options: {
    worlds: { type: "string" },
    policies: { type: "string" },
    hours: { type: "string", default: "1" },
    seeds: { type: "string", default: "8" },
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    html: { type: "string" },
    help: { type: "boolean", short: "h", default: false }
  }
})

/** Those that are named, or all; a name that is none ends the program. */
const chosen = <A>(all: { readonly [name: string]: A }, named: string | undefined, separator: string) => {
  if (named === undefined) return all
  const names = named.split(separator).map((name) => name.trim())
  const unknown = names.filter((name) => !Object.hasOwn(all, name))
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(", ")}`)
  return Object.fromEntries(names.map((name) => [name, all[name]!]))
}

/** What is written of a run: whatever it shows. */
const report = (results: Results): string => {
  const names = new Set(Object.values(results)[0]!.map(({ policy }) => policy))
  const parts = ["Loss, micro-dollars per request.", "", lossTable(results)]
  if (names.has("slo") && names.has(rival)) {
    parts.push("", `\`slo\`: the share of the gap that it closes, and its loss less that of ${rival}.`)
    parts.push("", gapTable(results, "slo", rival))
  }
  return parts.join("\n")
}

const begin = "<!-- written by pnpm bench:world --write -->"
const end = "<!-- end -->"

const write = (results: Results, hours: number, seeds: number): void => {
  const page = new URL("../../docs/choosing.md", import.meta.url)
  const text = readFileSync(page, "utf8")
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error("docs/choosing.md has no place for results")
  const run = `${seeds} seeds of ${hours} virtual hours each (${4 * hours} where load has a daily rhythm).`
  writeFileSync(page, `${text.slice(0, from)}${begin}\n\n${run}\n\n${report(results)}\n\n${text.slice(to)}`)
}

if (values.help) console.log(help)
else {
  const worlds = chosen(Scenarios.all, values.worlds, ",")
  const hours = Number(values.hours)
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1)
  const results: { [world: string]: ReadonlyArray<Result> } = {}
  const sections: { [world: string]: ReadonlyArray<World.Compared> } = {}
  for (const [name, make] of Object.entries(worlds)) {
    const scenario = make({ hours: name === "diurnal" ? 4 * hours : hours })
    const routers = chosen(policiesOf(scenario), values.policies, ";")
    const compared = await Effect.runPromise(World.compare({ ...scenario, routers, seeds }))
    results[name] = compared.map(resultOf)
    sections[name] = compared
    console.error(`${name} done`)
  }
  if (values.html !== undefined) writeFileSync(values.html, World.html(sections))
  if (values.write) write(results, hours, seeds.length)
  console.log(values.json ? JSON.stringify(results) : report(results))
}
