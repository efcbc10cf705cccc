/** Medians, ratios and Markdown. */
import type { Calls } from "./calls.ts"
import type { Measure, Mode } from "./workload.ts"

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

const ratio = (value: number, floor: number) => (value / floor).toFixed(value / floor < 9.95 ? 2 : 1)

/** CPU as ratios to the first subject, its own row in microseconds; then wall time as ratios and memory. */
export const callsTable = (calls: Calls, titles: ReadonlyMap<string, string>): string => {
  const of = (name: string, mode: Mode, concurrency: number, read: (measure: Measure) => number) =>
    median(
      (calls.get(name) ?? []).flatMap((measures) =>
        measures.filter((it) => it.mode === mode && it.concurrency === concurrency).map(read)
      )
    )
  const names = [...calls.keys()]
  const floor = names[0] ?? ""
  const rows = names.map((name) => {
    const cpu = cells.map(([mode, concurrency]) => {
      const value = of(name, mode, concurrency, (measure) => measure.cpu_us)
      const base = of(floor, mode, concurrency, (measure) => measure.cpu_us)
      return name === floor ? `1.00 (${value.toFixed(1)} µs)` : ratio(value, base)
    })
    const wall = (["unary", "stream"] as const).map((mode) => {
      const value = of(name, mode, 16, (measure) => measure.wall_us)
      const base = of(floor, mode, 16, (measure) => measure.wall_us)
      return ratio(value, base)
    })
    return [
      titles.get(name) ?? name,
      ...cpu,
      ...wall,
      `${of(name, "stream", 16, ({ rss_mb }) => rss_mb).toFixed(0)} MB`
    ]
  })
  return markdown(header, rows)
}
