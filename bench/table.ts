/** Medians, ratios and Markdown. */
import type { Calls } from "./calls.ts"
import type { Cost, Mode } from "./workload.ts"

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}

export const markdown = (
  header: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>
): string => {
  const line = (cells: ReadonlyArray<string>) => `| ${cells.join(" | ")} |`
  return [
    line(header),
    line(header.map((_, index) => (index === 0 ? "---" : "---:"))),
    ...rows.map(line)
  ].join("\n")
}

const cells: ReadonlyArray<readonly [Mode, number]> = [
  ["unary", 1],
  ["unary", 16],
  ["stream", 1],
  ["stream", 16]
]

const header = [
  "",
  ...cells.map(([mode, concurrency]) => `${mode}, ${concurrency} at a time`),
  "wall, unary 16",
  "wall, stream 16",
  "RSS"
]

export const ratio = (value: number): string => value.toFixed(value < 9.95 ? 2 : 1)

/**
 * CPU as ratios to the first subject, whose own row is in microseconds; then wall time as ratios, and memory. A ratio is
 * the median over rounds of a subject's batch to the first subject's batch of the same round.
 */
export const callsTable = (calls: Calls, titles: ReadonlyMap<string, string>): string => {
  const roundsOf = (name: string, mode: Mode, concurrency: number) =>
    calls.get(name)?.find(({ cell }) => cell.mode === mode && cell.concurrency === concurrency)?.rounds ?? []
  const names = [...calls.keys()]
  const floor = names[0] ?? ""
  const compared = (name: string, mode: Mode, concurrency: number, read: (cost: Cost) => number) => {
    const base = roundsOf(floor, mode, concurrency).map(read)
    return ratio(median(roundsOf(name, mode, concurrency).map((cost, round) => read(cost) / base[round]!)))
  }
  const rows = names.map((name) => {
    const cpu = cells.map(([mode, concurrency]) => {
      const told = compared(name, mode, concurrency, ({ cpu_us }) => cpu_us)
      if (name !== floor) return told
      return `${told} (${median(roundsOf(name, mode, concurrency).map(({ cpu_us }) => cpu_us)).toFixed(1)} µs)`
    })
    const wall = (["unary", "stream"] as const).map((mode) =>
      compared(name, mode, 16, ({ wall_us }) => wall_us)
    )
    const rss = median(roundsOf(name, "stream", 16).map(({ rss_mb }) => rss_mb))
    return [titles.get(name) ?? name, ...cpu, ...wall, `${rss.toFixed(0)} MB`]
  })
  return markdown(header, rows)
}
