import { type Endpoint, idOf } from "./Endpoint.ts"
import type { Journal } from "./Journal.ts"
import type { Stakes } from "./Scenario.ts"
import * as Statistics from "./Statistics.ts"
import type { Requests, Traffic } from "./Traffic.ts"

/** A part of a run. */
export interface Window {
  /** Seconds since the start. */
  readonly at_s: number
  readonly requests: number
  readonly attempts: number
  readonly loss_micro_usd: number
  /** Share of the requests that each endpoint answered, in the order of `endpoints`. */
  readonly shares: ReadonlyArray<number>
}

/** What a run came to. Plain JSON; the same for the same seed, byte for byte. */
export interface Report {
  readonly seed: number
  readonly requests: number
  /** Micro-dollars per request: what vendors billed and what late and missing answers cost. */
  readonly loss: Statistics.Estimate
  readonly cost: Statistics.Estimate
  /** Share of the billed money that bought no answer: lost hedges, broken streams, retries. */
  readonly wasted: number
  /** Share of requests whose answer was late or not whole, and without any. */
  readonly late: Statistics.Estimate
  readonly failed: Statistics.Estimate
  /** Milliseconds until the first content, over the requests that had some. */
  readonly first_ms: { readonly p50: number; readonly p95: number; readonly p99: number }
  readonly whole_ms: { readonly p50: number; readonly p99: number }
  readonly attempts_per_request: number
  readonly limited_per_request: number
  /** Why calls failed, the most frequent first. */
  readonly errors: ReadonlyArray<{ readonly error: string; readonly count: number }>
  readonly endpoints: ReadonlyArray<{ readonly endpoint: string; readonly share: number }>
  readonly windows: ReadonlyArray<Window>
}

/** What a router came to over several seeds. */
export interface Compared {
  readonly name: string
  /** Micro-dollars per request, over the seeds. */
  readonly loss: Statistics.Estimate
  readonly cost: Statistics.Estimate
  readonly wasted: Statistics.Estimate
  readonly late: Statistics.Estimate
  readonly failed: Statistics.Estimate
  /**
   * Loss less that of the first router, seed by seed: both get the same requests and the same draws, so that an
   * interval which holds 0 says that no difference was shown.
   */
  readonly difference: Statistics.Estimate
  readonly reports: ReadonlyArray<Report>
}

/** Batches of an interval within one run. */
const batches = 20

/** The loss of every request, USD. */
export const losses = (
  journal: Journal,
  { late_ms = 3_000 }: Traffic,
  { late_usd = 0.003, failed_usd = 10 * late_usd }: Stakes
): Float64Array => {
  const loss = new Float64Array(journal.count)
  for (let row = 0; row < journal.count; row++) {
    const billed = journal.useful[row]! + journal.wasted[row]!
    const first = journal.first[row]!
    const hasNone = Number.isNaN(first)
    const isLate = journal.answered[row] !== 1 || first > late_ms
    loss[row] = billed + (hasNone ? failed_usd : isLate ? late_usd : 0)
  }
  return loss
}

export const make = (
  seed: number,
  endpoints: ReadonlyArray<Endpoint>,
  requests: Requests,
  journal: Journal,
  traffic: Traffic,
  stakes: Stakes,
  window_s: number
): Report => {
  const { count } = journal
  const loss = losses(journal, traffic, stakes)
  const { late_ms = 3_000 } = traffic
  const mean = (value: (row: number) => number) => Statistics.batched(count, batches, value)
  const isNone = (row: number): boolean => Number.isNaN(journal.first[row]!)
  const useful = sum(journal.useful)
  const wasted = sum(journal.wasted)
  const first = journal.first.filter((value) => !Number.isNaN(value)).sort()
  const whole = journal.whole.filter((_, row) => journal.answered[row] === 1).sort()
  return {
    seed,
    requests: count,
    loss: mean((row) => 1e6 * loss[row]!),
    cost: mean((row) => 1e6 * (journal.useful[row]! + journal.wasted[row]!)),
    wasted: useful + wasted === 0 ? 0 : wasted / (useful + wasted),
    late: mean((row) =>
      !isNone(row) && (journal.answered[row] !== 1 || journal.first[row]! > late_ms) ? 1 : 0
    ),
    failed: mean((row) => (isNone(row) ? 1 : 0)),
    first_ms: {
      p50: Statistics.percentile(first, 0.5),
      p95: Statistics.percentile(first, 0.95),
      p99: Statistics.percentile(first, 0.99)
    },
    whole_ms: { p50: Statistics.percentile(whole, 0.5), p99: Statistics.percentile(whole, 0.99) },
    attempts_per_request: sum(journal.attempts) / count,
    limited_per_request: sum(journal.limited) / count,
    errors: [...journal.errors]
      .map(([error, count]) => ({ error, count }))
      .sort((left, right) => right.count - left.count || (left.error < right.error ? -1 : 1)),
    endpoints: endpoints.map((endpoint, index) => ({
      endpoint: idOf(endpoint),
      share: tally(journal.endpoint, index, 0, count) / count
    })),
    windows: windowsOf(endpoints.length, requests, journal, loss, window_s)
  }
}

const windowsOf = (
  endpoints: number,
  requests: Requests,
  journal: Journal,
  loss: Float64Array,
  window_s: number
): ReadonlyArray<Window> => {
  const windows: Array<Window> = []
  let row = 0
  for (let at_s = 0; row < journal.count; at_s += window_s) {
    const start = row
    let attempts = 0
    let lost = 0
    for (; row < journal.count && requests.at[row]! < (at_s + window_s) * 1000; row++) {
      attempts += journal.attempts[row]!
      lost += loss[row]!
    }
    const size = row - start
    windows.push({
      at_s,
      requests: size,
      attempts,
      loss_micro_usd: size === 0 ? 0 : (1e6 * lost) / size,
      shares: Array.from({ length: endpoints }, (_, index) =>
        size === 0 ? 0 : tally(journal.endpoint, index, start, row) / size
      )
    })
  }
  return windows
}

const sum = (column: Float64Array | Uint16Array): number => {
  let total = 0
  for (let row = 0; row < column.length; row++) total += column[row]!
  return total
}

const tally = (column: Int32Array, value: number, from: number, until: number): number => {
  let found = 0
  for (let row = from; row < until; row++) if (column[row] === value) found++
  return found
}

/** A report as lines that a person can read. */
export const print = (report: Report): string => {
  const micro = ({ high, low, mean }: Statistics.Estimate) =>
    `${mean.toFixed(0)} µ$ (${low.toFixed(0)} to ${high.toFixed(0)})`
  const percent = (value: number) => `${(100 * value).toFixed(2)} %`
  const lines = [
    `${report.requests} requests, seed ${report.seed}`,
    `loss       ${micro(report.loss)} per request`,
    `cost       ${micro(report.cost)} per request, ${percent(report.wasted)} of it for no answer`,
    `late       ${percent(report.late.mean)}, failed ${percent(report.failed.mean)}`,
    `first      ${ms(report.first_ms.p50)} p50, ${ms(report.first_ms.p95)} p95, ${ms(report.first_ms.p99)} p99`,
    `whole      ${ms(report.whole_ms.p50)} p50, ${ms(report.whole_ms.p99)} p99`,
    `attempts   ${report.attempts_per_request.toFixed(3)} per request, ${report.limited_per_request.toFixed(3)} refused by a limit`
  ]
  for (const { count, error } of report.errors) lines.push(`  ${count} × ${error}`)
  const width = Math.max(...report.endpoints.map(({ endpoint }) => endpoint.length))
  for (const { endpoint, share } of report.endpoints) {
    lines.push(
      `  ${endpoint.padEnd(width)}  ${percent(share).padStart(8)}  ${"█".repeat(Math.round(40 * share))}`
    )
  }
  return lines.join("\n")
}

const ms = (value: number): string => (Number.isNaN(value) ? "–" : `${Math.round(value)} ms`)
