/** What a route can sort by, weigh or bound. Costs in USD per 1M tokens at list price, times in milliseconds. */
export type Metric = "quality" | "ttft" | "itl" | "cost" | "input-cost" | "output-cost" | "tks-per-sec"

export type Direction = "lowest" | "highest"

/** Which way a metric is good. */
export const good: { readonly [metric in Metric]: Direction } = {
  quality: "highest",
  ttft: "lowest",
  itl: "lowest",
  cost: "lowest",
  "input-cost": "lowest",
  "output-cost": "lowest",
  "tks-per-sec": "highest"
}

const names: { readonly [name: string]: Metric } = {
  quality: "quality",
  q: "quality",
  ttft: "ttft",
  t: "ttft",
  "time-to-first-token": "ttft",
  itl: "itl",
  i: "itl",
  "inter-token-latency": "itl",
  cost: "cost",
  c: "cost",
  "input-cost": "input-cost",
  ic: "input-cost",
  "output-cost": "output-cost",
  oc: "output-cost",
  "tks-per-sec": "tks-per-sec",
  "output-tks-per-sec": "tks-per-sec",
  ots: "tks-per-sec"
}

export const metricOf = (name: string): Metric | undefined =>
  Object.hasOwn(names, name) ? names[name] : undefined

/** A metric with or without `lowest-` or `highest-`. */
export const sortOf = (
  text: string
): { readonly metric: Metric; readonly direction: Direction; readonly prefixed: boolean } | undefined => {
  const direction = text.startsWith("lowest-")
    ? "lowest"
    : text.startsWith("highest-")
      ? "highest"
      : undefined
  const metric = metricOf(direction === undefined ? text : text.slice(direction.length + 1))
  if (metric === undefined) return undefined
  return { metric, direction: direction ?? good[metric], prefixed: direction !== undefined }
}

/** Those worth proposing: short names are near everything. */
export const metricNames: ReadonlyArray<string> = Object.keys(names).filter(
  (name) => Object.hasOwn(good, name) || name.includes("-")
)

export const sortNames: ReadonlyArray<string> = [
  ...metricNames,
  ...metricNames.flatMap((name) => [`lowest-${name}`, `highest-${name}`])
]
