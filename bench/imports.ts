/**
 * The CPU that loading the built packages takes, against the modules of Effect that they load. The list of those is read off a
 * real load, so it is never stale. Every sample is a process of its own, and the two alternate.
 */
import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { median } from "./table.ts"

/** Since schemas are not loaded any more, Effect's part is 40 % of what it was, and all of it 45 %. */
export const mostRatio = 2.2

const path = (file: string) => fileURLToPath(new URL(`.installed/${file}`, import.meta.url))

const program = ["turnout", "@turnout/openai", "@turnout/anthropic", "@turnout/catalog/Catalog"]

const trace = `import { registerHooks } from "node:module"
const seen = new Set()
registerHooks({
  resolve(specifier, context, next) {
    if (/^effect(\\/|$)/.test(specifier) && !/\\/effect\\/(dist|src)\\//.test(context.parentURL ?? "")) seen.add(specifier)
    return next(specifier, context)
  }
})
await import("./program.mjs")
console.log(JSON.stringify([...seen].sort()))
`

/** CPU, since other programs of the machine take the clock's time, not this. */
const timed = (file: string) => `const start = process.cpuUsage()
await import("./${file}")
const { user, system } = process.cpuUsage(start)
console.log((user + system) / 1000)
`

const run = (file: string): string => execFileSync(process.execPath, [path(file)], { encoding: "utf8" })

const importing = (specifiers: ReadonlyArray<string>) =>
  specifiers.map((specifier) => `import "${specifier}"\n`).join("")

export interface ImportTime {
  readonly modules: ReadonlyArray<string>
  readonly effect_ms: number
  readonly turnout_ms: number
  readonly ratio: number
}

/** What is exceeded; a ratio that is none has measured nothing. */
export const tooSlow = ({ ratio }: Pick<ImportTime, "ratio">): ReadonlyArray<string> =>
  ratio <= mostRatio
    ? []
    : [`too slow: importing takes ${ratio.toFixed(2)} times Effect's part of it, and ${mostRatio} at most`]

export const importTimes = (rounds = 20): ImportTime => {
  writeFileSync(path("program.mjs"), importing(program))
  writeFileSync(path("trace.mjs"), trace)
  const modules = JSON.parse(run("trace.mjs")) as ReadonlyArray<string>
  writeFileSync(path("effect.mjs"), importing(modules))
  writeFileSync(path("time-program.mjs"), timed("program.mjs"))
  writeFileSync(path("time-effect.mjs"), timed("effect.mjs"))
  const samples = { effect: [] as Array<number>, turnout: [] as Array<number> }
  for (let round = -1; round < rounds; round++) {
    const effect = Number(run("time-effect.mjs"))
    const turnout = Number(run("time-program.mjs"))
    // The first of each fills the file system's caches.
    if (round < 0) continue
    samples.effect.push(effect)
    samples.turnout.push(turnout)
  }
  const effect_ms = median(samples.effect)
  const turnout_ms = median(samples.turnout)
  return { modules, effect_ms, turnout_ms, ratio: turnout_ms / effect_ms }
}
