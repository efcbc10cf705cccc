import type { AttemptRecord, RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { Confidence } from "@turnout/core/Price"
import { painter, type Painter } from "./answer/color.ts"
import { columnsOf, wrapped } from "./answer/fit.ts"
import { lineOf } from "./answer/line.ts"
import { barOf } from "./answer/attempt-bar.ts"

/**
 * What a call left behind: an answer (or the last chunk of a stream), an error of the router, a receipt, or routing
 * metadata alone.
 */
export interface Explainable {
  readonly message?: string
  readonly code?: string | null
  readonly status?: number
  readonly attempts?: ReadonlyArray<AttemptRecord> | undefined
  readonly routing_metadata?: Partial<RoutingMetadata> | undefined
  readonly routing?: Partial<RoutingMetadata> | undefined
  readonly cost?: { readonly usd?: number; readonly confidence?: Confidence } | undefined
}

export interface ExplainCallOptions {
  /** Whether to write ANSI colours. `hasColor` decides from an environment. Default: false. */
  readonly color?: boolean
  /** Columns of the bars. Default: 32. */
  readonly width?: number
  /**
   * Columns of the terminal: where a line would be longer, what came of an attempt stands beneath its bar. At least 40.
   * Default: no limit.
   */
  readonly columns?: number | undefined
}

/**
 * Prints what a call did, as a timeline: each attempt and hedge with its bar, its outcome and its cost. Answers have
 * attempts if the request says `gateway.include: ["attempts"]`; errors and receipts always do.
 */
export const explainCall = (call: Explainable, options: ExplainCallOptions = {}): string => {
  const paint = painter(options.color === true)
  const metadata = call.routing_metadata ?? call.routing
  const attempts = call.attempts ?? metadata?.attempts
  const head = title(call, metadata, paint)
  if (attempts === undefined) {
    return `${head}\nNo attempts are recorded: ask for them with gateway.include: ["attempts"].`
  }
  if (attempts.length === 0) return `${head}\nNothing was sent.`
  const end = Math.max(1, ...attempts.map(({ duration_ms, started_ms }) => started_ms + duration_ms))
  const columns = columnsOf(options.columns)
  const rows = attempts.map((attempt, index) => cellsOf(attempt, index))
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const taken = widths[0]! + widths[1]! + widths[2]! + widths[3]! + 8
  const width = Math.max(8, Math.min(Math.floor(options.width ?? 32), columns - taken))
  const told = rows.map((row) => {
    const cost = widths[4] === 0 ? "" : `${row[4]!.padEnd(widths[4]!)}  `
    return { cost, why: row[5]! }
  })
  const beneath = told.some(({ cost, why }) => taken + width + 2 + cost.length + why.length > columns)
  const lines = attempts.flatMap((attempt, index) => {
    const [number, endpoint, from, duration] = rows[index]!.map((cell, column) =>
      column === 1 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)
    ) as [string, string, string, string]
    const { cost, why } = told[index]!
    const bar = paint[outcomes[attempt.outcome] ?? "dim"](barOf(attempt, end, width))
    const line = `${number}  ${paint.bold(endpoint)}  ${from}  ${bar}  ${duration}`
    if (!beneath) return [`${line}  ${cost}${why}`.trimEnd()]
    const note = [cost.trim(), why].filter((text) => text !== "").join("  ")
    return [line, ...wrapped(note, columns, " ".repeat(widths[0]! + 2))]
  })
  const shown = columns === Infinity ? [head] : wrapped(head, columns)
  return [...shown, "", ...lines, "", paint.dim(legend(attempts))].join("\n")
}

const outcomes: { readonly [outcome: string]: Exclude<keyof Painter, "bold"> } = {
  answered: "green",
  failed: "red",
  interrupted: "yellow",
  skipped: "dim"
}

const title = (call: Explainable, metadata: Partial<RoutingMetadata> | undefined, paint: Painter): string => {
  const usd = metadata?.cost?.usd ?? call.cost?.usd
  const parts: Array<string> = []
  if (metadata?.provider !== undefined) {
    parts.push(`answered by ${lineOf(`${metadata.provider}/${metadata.model_canonical ?? "?"}`)}`)
  } else if (call.message !== undefined) {
    const code = [call.status, call.code].filter((each) => each !== undefined && each !== null).join(" ")
    parts.push(paint.red(`${lineOf(call.message)}${code === "" ? "" : ` (${lineOf(code)})`}`))
  }
  if (metadata?.ttft_ms !== undefined) parts.push(`first content after ${ms(metadata.ttft_ms)}`)
  if (metadata?.throughput_tps !== undefined) parts.push(`${Math.round(metadata.throughput_tps)} tokens/s`)
  if (metadata !== undefined || call.cost !== undefined) {
    const least = call.cost?.confidence === "unknown" && usd !== undefined ? "at least " : ""
    parts.push(usd === undefined ? "cost unknown" : `${least}${dollars(usd)}`)
  }
  return parts.length === 0 ? "a call" : parts.join(", ")
}

/** Number, endpoint, start, duration, cost, and what came of it. */
const cellsOf = (attempt: AttemptRecord, index: number): ReadonlyArray<string> => {
  const { cost, duration_ms, endpoint, hedge, started_ms } = attempt
  return [
    String(index + 1),
    `${lineOf(endpoint)}${hedge === true ? " (hedge)" : ""}`,
    `+${ms(started_ms)}`,
    ms(duration_ms),
    cost === undefined ? "" : cost.usd === undefined ? "cost unknown" : dollars(cost.usd),
    outcomeOf(attempt)
  ]
}

const longest = 80

const outcomeOf = (attempt: AttemptRecord): string => {
  const { message, outcome, provider_message, reason, skipped, stale, status, timer, ttft_ms, waited_ms } =
    attempt
  const parts: Array<string> = [outcome]
  if (skipped !== undefined) parts.push(skipped)
  if (status !== undefined) parts.push(String(status))
  if (reason !== undefined) parts.push(timer === undefined ? reason : `${reason} (${timer})`)
  const notes: Array<string> = []
  if (ttft_ms !== undefined) notes.push(`first content after ${ms(ttft_ms)}`)
  if (stale === true) notes.push("sent again over a new connection")
  if (waited_ms !== undefined && waited_ms > 0) notes.push(`waited ${ms(waited_ms)} before`)
  const words = outcome === "answered" ? undefined : (provider_message ?? message)
  if (words !== undefined && words !== "") notes.push(cut(lineOf(words)))
  return lineOf([parts.join(" "), ...notes].join(", "))
}

const legend = (attempts: ReadonlyArray<AttemptRecord>): string =>
  Object.entries(meanings)
    .flatMap(([outcome, text]) => (attempts.some((each) => each.outcome === outcome) ? [text] : []))
    .join("  ")

const meanings = {
  answered: "░ waiting for content  █ content",
  failed: "▒ failed",
  interrupted: "┄ interrupted",
  skipped: "╳ not sent"
}

const ms = (value: number): string =>
  value >= 10_000 ? `${(value / 1000).toFixed(1)} s` : `${Math.round(value)} ms`

/** At least three digits, and no power of ten. */
const dollars = (usd: number): string =>
  `$${usd === 0 || Math.abs(usd) >= 1 ? usd.toFixed(2) : usd.toFixed(Math.min(12, 2 - Math.floor(Math.log10(Math.abs(usd)))))}`

const cut = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest)}…`)

export { hasColor } from "./answer/color.ts"
