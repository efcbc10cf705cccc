import type { Decision, DecisionCandidate } from "@turnout/core/Decision"
import type { AttemptRecord } from "@turnout/core/RoutingMetadata"
import { stripVTControlCharacters, styleText } from "node:util"
import type { Report } from "./report.ts"

const bold = (text: string) => styleText("bold", text)
const dim = (text: string) => styleText("dim", text)
const good = (text: string) => styleText("green", text)
const bad = (text: string) => styleText("red", text)

export const title = (text: string) => `\n${bold(text)}\n`

const width = (text: string) => stripVTControlCharacters(text).length

/** Columns as wide as their widest cell; numbers stand to the right. */
const table = (header: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>, right: number): string => {
  const all = [header.map(dim), ...rows]
  const widths = header.map((_, column) => Math.max(...all.map((row) => width(row[column] ?? ""))))
  const cell = (text: string, column: number) => {
    const space = " ".repeat((widths[column] ?? 0) - width(text))
    return column >= right ? space + text : text + space
  }
  return all.map((row) => `  ${row.map(cell).join("  ").trimEnd()}`).join("\n")
}

const usd = (nanos: number | undefined) => (nanos === undefined ? "?" : `$${(nanos / 1e9).toFixed(6)}`)

const reason = ({ detail, reason, verdict }: DecisionCandidate) =>
  verdict === "viable" ? good("viable") : bad([reason, detail].filter((part) => part !== undefined).join(": "))

/** Best first; what is out follows, with its one reason. */
export const candidates = ({ candidates }: Decision): string => {
  const last = candidates.length + 1
  const sorted = [...candidates].sort((left, right) => (left.rank ?? last) - (right.rank ?? last))
  const rows = sorted.map((candidate) => {
    const { contributions = {}, endpoint, expected_cost, rank, score } = candidate
    const share = (metric: keyof typeof contributions) => contributions[metric]?.toFixed(2) ?? ""
    return [
      rank?.toString() ?? dim("–"),
      endpoint,
      reason(candidate),
      score?.toFixed(3) ?? "",
      share("cost"),
      share("ttft"),
      share("tps"),
      share("reliability"),
      usd(expected_cost.expected)
    ]
  })
  const header = ["#", "candidate", "verdict", "score", "cost", "ttft", "tps", "reliab.", "expected"]
  return table(header, rows, 3)
}

const outcome = ({ class: failure, outcome, provider_message, status }: Shown) => {
  if (outcome === "answered") return good("answered")
  const why = [status, failure].filter((part) => part !== undefined).join(" ")
  return `${bad(outcome)} ${why}${provider_message === undefined ? "" : dim(` “${provider_message}”`)}`
}

type Shown = Pick<AttemptRecord, "outcome" | "status" | "provider_message"> & { readonly class: string | undefined }

export const attempts = (records: ReadonlyArray<AttemptRecord>): string =>
  records
    .map((record, index) => {
      const { duration_ms, endpoint, reason, ttft_ms } = record
      const first = ttft_ms === undefined ? "" : `, first content after ${Math.round(ttft_ms)} ms`
      return `  ${index + 1}. ${bold(endpoint)}  ${outcome({ ...record, class: reason })}  ${dim(`${Math.round(duration_ms)} ms${first}`)}`
    })
    .join("\n")

export const warnings = (list: Report["warnings"]): string =>
  list.length === 0
    ? dim("  none")
    : list.map(({ message, type }) => `  ${styleText("yellow", type)}  ${message}`).join("\n")

export const cost = ({ cost, price, usage }: Report): string => {
  const tokens = usage === undefined ? "unknown usage" : `${usage.prompt_tokens} tokens in, ${usage.completion_tokens} out`
  const rates =
    price === undefined
      ? "price unknown"
      : `$${price.input_per_1m} in, $${price.output_per_1m} out per million, ${price.source} of ${price.date}`
  return `  ${bold(cost === undefined ? "unknown" : `$${cost.usd.toFixed(9).replace(/0{1,3}$/, "")}`)}  ${dim(`${tokens}; ${rates}`)}`
}

export const upstreams = (counts: Report["upstreams"]): string =>
  Object.entries(counts)
    .map(([vendor, count]) => `  ${vendor} saw ${count} request${count === 1 ? "" : "s"}`)
    .join("\n")
