/** Counts of a warm call that the machine's load does not move, and the ratchet on them: counts.json holds the last values. */
import { spawn } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Memory from "./memory.ts"
import * as Processes from "./processes.ts"
import { markdown } from "./table.ts"
import type { Mode } from "./workload.ts"

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url))

const what = ["allocated", "promoted", "steps"] as const

const flags: { readonly [what: string]: ReadonlyArray<string> } = {
  allocated: ["--min-semi-space-size=1024", "--max-semi-space-size=1024"],
  promoted: ["--no-allocation-site-pretenuring"],
  steps: []
}

/** A count of one kind of call, by name: `unary, allocated`. */
export type Counts = { readonly [name: string]: number }

/** How much more than the last value is noise: bytes follow what the compiler has optimised when they are counted. */
const tolerance = (name: string): number => (/allocated|promoted/.test(name) ? 1.08 : 1.01)

/** Below this many bytes a promoted byte more or less says nothing. */
const least = (name: string): number => (name.includes("promoted") ? 300 : 0)

const measure = (kind: string, subject: string, mode: Mode, origin: string): Promise<Counts> =>
  printed([...(flags[kind] ?? []), path("counts/measure.ts"), kind, subject, mode, origin])

const decided = (candidates: number): Promise<Counts> =>
  printed([...(flags["allocated"] ?? []), path("counts/decisions.ts"), String(candidates)])

/** The JSON object that a process prints. */
const printed = (input: ReadonlyArray<string>): Promise<Counts> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, input, { stdio: ["ignore", "pipe", "inherit"] })
    let text = ""
    child.stdout.on("data", (bytes: Buffer) => (text += bytes.toString()))
    child.once("error", reject)
    child.once("exit", (code) => {
      if (code === 0) resolve(JSON.parse(text) as Counts)
      else reject(new Error(`${input.join(" ")} ended with ${code}`))
    })
  })

const rounded = (value: number) => (value < 100 ? Math.round(value * 100) / 100 : Math.round(value))

/** Everything on, through the plain door. Answers come from memory, but for the bytes promoted, which sockets take part in. */
export const counts = (): Promise<Counts> =>
  Processes.withUpstream(async (upstream) => {
    const found: { [name: string]: number } = {}
    for (const mode of ["unary", "stream"] as const) {
      for (const kind of what) {
        const origin = kind === "promoted" ? upstream : Memory.origin
        if (kind === "promoted" && mode === "stream") continue
        const values = await measure(kind, "turnout", mode, origin)
        for (const [name, value] of Object.entries(values)) found[`${mode}, ${name}`] = rounded(value)
      }
    }
    // What remembers callers is on there: nothing that is kept for longer than a call may be written anew by each.
    const guarded = await measure("promoted", "turnout-guarded", "unary", upstream)
    for (const [name, value] of Object.entries(guarded)) found[`guarded, ${name}`] = rounded(value)
    for (const candidates of [10, 100]) {
      for (const [name, value] of Object.entries(await decided(candidates))) found[name] = rounded(value)
    }
    return found
  })

const file = path("counts.json")

export const last = (): Counts => JSON.parse(readFileSync(file, "utf8")) as Counts

export const write = (counts: Counts): void => writeFileSync(file, `${JSON.stringify(counts, null, 2)}\n`)

/** What has become worse than the last value, in words; so is told what has no last value, or none now. */
export const worse = (counts: Counts, before: Counts): ReadonlyArray<string> =>
  Object.entries(counts).flatMap(([name, value]) => {
    const last = before[name]
    if (last === undefined) return [`${name}: ${value}, and nothing before (--update writes it)`]
    const most = Math.max(last * tolerance(name), least(name))
    return value <= most ? [] : [`${name}: ${value}, and ${last} before`]
  })

const aims: Counts = {
  "unary, allocated": 22_000,
  "unary, promoted": 500,
  "guarded, promoted": 500,
  "unary, operations": 25,
  "unary, fibers": 1,
  "unary, suspensions": 1,
  "unary, promises": 3,
  "stream, allocated": 2500,
  "stream, operations": 1
}

export const countsTable = (counts: Counts): string =>
  markdown(
    ["per call, per chunk of a stream, per decision", "", "aim"],
    Object.entries(counts).map(([name, value]) => [
      /allocated|promoted/.test(name) ? `${name}, bytes` : name,
      value.toLocaleString("en"),
      aims[name] === undefined ? "" : `≤ ${aims[name].toLocaleString("en")}`
    ])
  )
