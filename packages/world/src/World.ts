import type { RouterError } from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"
import * as Check from "./internal/check.ts"
import * as Report from "./Report.ts"
import * as Run from "./Run.ts"
import type { CompareOptions, RunOptions } from "./Scenario.ts"
import * as Statistics from "./Statistics.ts"

export type { Compared, Report, Window } from "./Report.ts"
export type { CompareOptions, RunOptions, Scenario, Stakes, World } from "./Scenario.ts"
export { print } from "./Report.ts"
export { html, type PageOptions, type Sections } from "./Page.ts"
export { fromReceipts, type FromReceipts, type Found } from "./FromReceipts.ts"
export { judge, type Judged, type JudgeOptions, type Logged, type Unsupported } from "./Judge.ts"

/** Runs a scenario through a router, as fast as the machine can. Wrong options fail, and the error names all of them. */
export const run = Effect.fnUntraced(function* (
  options: RunOptions
): Effect.fn.Return<Report.Report, RouterError> {
  const mistake = Check.run(options)
  if (mistake !== undefined) return yield* Effect.fail(mistake)
  const { seed = 1, stakes = {}, traffic, window_s = 600, world } = options
  const router = typeof options.router === "function" ? options.router(seed) : (options.router ?? {})
  const { journal, requests } = yield* Run.run(options, router, seed)
  return Report.make(seed, world.endpoints, requests, journal, traffic, stakes, window_s)
})

/** Runs the same scenario, with the same draws, through several routers. */
export const compare = Effect.fnUntraced(function* (
  options: CompareOptions
): Effect.fn.Return<ReadonlyArray<Report.Compared>, RouterError> {
  const mistake = Check.compare(options)
  if (mistake !== undefined) return yield* Effect.fail(mistake)
  const { routers, seeds = [1, 2, 3, 4, 5, 6, 7, 8], ...scenario } = options
  const compared: Array<Report.Compared> = []
  for (const [name, router] of Object.entries(routers)) {
    const reports: Array<Report.Report> = []
    for (const seed of seeds) reports.push(yield* run({ ...scenario, router, seed }))
    const base = compared[0]?.reports ?? reports
    const over = (value: (report: Report.Report) => number) => Statistics.estimate(reports.map(value))
    compared.push({
      name,
      loss: over(({ loss }) => loss.mean),
      cost: over(({ cost }) => cost.mean),
      wasted: over(({ wasted }) => wasted),
      late: over(({ late }) => late.mean),
      failed: over(({ failed }) => failed.mean),
      difference: Statistics.estimate(reports.map(({ loss }, index) => loss.mean - base[index]!.loss.mean)),
      reports
    })
  }
  return compared
})

/** A comparison as a table. */
export const printCompared = (compared: ReadonlyArray<Report.Compared>): string => {
  const rows = compared.map(({ cost, difference, failed, late, loss, name, wasted }) => [
    name,
    loss.mean.toFixed(0),
    cost.mean.toFixed(0),
    `${(100 * late.mean).toFixed(2)} %`,
    `${(100 * failed.mean).toFixed(2)} %`,
    `${(100 * wasted.mean).toFixed(2)} %`,
    `${difference.mean.toFixed(0)} (${difference.low.toFixed(0)} to ${difference.high.toFixed(0)})`
  ])
  const table = [
    ["router", "loss µ$", "cost µ$", "late", "failed", "wasted", "loss against the first"],
    ...rows
  ]
  const widths = table[0]!.map((_, column) => Math.max(...table.map((cells) => cells[column]!.length)))
  return table
    .map((cells) =>
      cells
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join("  ")
    )
    .join("\n")
}
