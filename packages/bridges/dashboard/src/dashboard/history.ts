import { percentile } from "./format.ts"
import type { KeptCall } from "./kept.ts"

/** Values over time, as the plots have them: `at` in seconds, one value of each line for each of them. */
export interface Plot {
  readonly id: string
  readonly title: string
  readonly unit: "ms" | "%" | "USD"
  readonly at: ReadonlyArray<number>
  readonly lines: ReadonlyArray<Line>
  /** Lines that stand on one another, or each from the bottom. */
  readonly kind: "lines" | "bars"
}

export interface Line {
  readonly label: string
  /** Null where nothing is known. */
  readonly values: ReadonlyArray<number | null>
}

const second = 1000
const steps = [10, 30, 60, 300, 900, 3600, 10_800, 43_200, 86_400, 604_800].map((step) => step * second)
const mostBuckets = 60
const mostLines = 6

interface Bucket {
  readonly ttft: Array<number>
  readonly duration: Array<number>
  readonly calls: Map<string, number>
  attempts: number
  failed: number
}

const empty = (): Bucket => ({ ttft: [], duration: [], calls: new Map(), attempts: 0, failed: 0 })

/** The shortest step with which all of it fits. */
const stepOf = (span: number): number => steps.find((step) => span / step < mostBuckets) ?? steps.at(-1)!

/** What the kept calls say of the endpoints over time; of one endpoint alone where it is named. */
export const plotsOf = (calls: Iterable<KeptCall>, now: number, only?: string): ReadonlyArray<Plot> => {
  const kept = [...calls]
  const first = kept.reduce((least, { receipt }) => Math.min(least, receipt.started_at), now)
  const step = stepOf(now - first)
  // A clock that was set says anything: what is newest is shown.
  const from = Math.max(Math.floor(first / step), Math.floor(now / step) - mostBuckets)
  const size = Math.min(mostBuckets + 1, Math.max(1, Math.floor(now / step) - from + 1))
  const buckets = Array.from({ length: size }, empty)
  const totals = new Map<string, number>()
  for (const { receipt } of kept) {
    for (const attempt of receipt.attempts) {
      const { duration_ms, endpoint, outcome, started_ms, ttft_ms } = attempt
      if (outcome === "skipped") continue
      const bucket = buckets[Math.floor((receipt.started_at + started_ms) / step) - from]
      if (bucket === undefined) continue
      totals.set(endpoint, (totals.get(endpoint) ?? 0) + 1)
      bucket.calls.set(endpoint, (bucket.calls.get(endpoint) ?? 0) + 1)
      if (only !== undefined && endpoint !== only) continue
      if (outcome === "interrupted") continue
      bucket.attempts += 1
      if (outcome === "failed") bucket.failed += 1
      else {
        bucket.duration.push(duration_ms)
        if (receipt.stream && ttft_ms !== undefined) bucket.ttft.push(ttft_ms)
      }
    }
  }
  const at = buckets.map((_, index) => ((from + index) * step) / second)
  const of = (name: "duration" | "ttft"): ReadonlyArray<Line> => {
    for (const bucket of buckets) bucket[name].sort((left, right) => left - right)
    return [
      ["p50", 0.5],
      ["p90", 0.9],
      ["p99", 0.99]
    ].map(([label, share]) => ({
      label: String(label),
      values: buckets.map((bucket) => percentile(bucket[name], Number(share)) ?? null)
    }))
  }
  const busiest = [...totals]
    .toSorted((left, right) => right[1] - left[1])
    .slice(0, mostLines)
    .map(([endpoint]) => endpoint)
  const share = (bucket: Bucket, endpoint: string): number | null => {
    const all = [...bucket.calls.values()].reduce((sum, calls) => sum + calls, 0)
    return all === 0 ? null : (100 * (bucket.calls.get(endpoint) ?? 0)) / all
  }
  return [
    {
      id: "share",
      title: "Share of attempts by endpoint",
      unit: "%",
      kind: "lines",
      at,
      lines: (only === undefined ? busiest : [only]).map((endpoint) => ({
        label: endpoint,
        values: buckets.map((bucket) => share(bucket, endpoint))
      }))
    },
    {
      id: "errors",
      title: "Failed attempts",
      unit: "%",
      kind: "lines",
      at,
      lines: [
        {
          label: "failed",
          values: buckets.map(({ attempts, failed }) => (attempts === 0 ? null : (100 * failed) / attempts))
        }
      ]
    },
    { id: "ttft", title: "Time to first content, streams", unit: "ms", kind: "lines", at, lines: of("ttft") },
    { id: "duration", title: "Duration of answers", unit: "ms", kind: "lines", at, lines: of("duration") }
  ]
}
