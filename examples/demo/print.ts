import type { AttemptRecord } from "@turnout/core/RoutingMetadata"
import { styleText } from "node:util"
import type { Decision } from "turnout"
import { explain } from "turnout"
import type { Report } from "./report.ts"

const bold = (text: string) => styleText("bold", text)
const dim = (text: string) => styleText("dim", text)
const good = (text: string) => styleText("green", text)
const bad = (text: string) => styleText("red", text)

/** What a vendor wrote may hold anything; a terminal gets none of its control characters. */
const plain = (text: string) => text.replaceAll(/\p{C}/gu, "?")

const indent = (text: string) => text.replaceAll(/^(?=.)/gm, "  ")

export const title = (text: string) => `\n${bold(text)}\n`

export const candidates = (decision: Decision): string => indent(explain(decision))

const outcome = ({ outcome, provider_message, reason, status }: AttemptRecord): string => {
  if (outcome === "answered") return good("answered")
  const why = [status, reason].filter((part) => part !== undefined).join(" ")
  return `${bad(outcome)}  ${why}${provider_message === undefined ? "" : dim(` “${plain(provider_message)}”`)}`
}

export const attempts = (records: ReadonlyArray<AttemptRecord>): string =>
  records
    .map((record, index) => {
      const { duration_ms, endpoint, ttft_ms } = record
      const first = ttft_ms === undefined ? "" : `, first content after ${Math.round(ttft_ms)} ms`
      const time = dim(`${Math.round(duration_ms)} ms${first}`)
      return `  ${index + 1}. ${bold(plain(endpoint))}  ${outcome(record)}  ${time}`
    })
    .join("\n")

export const warnings = (list: Report["warnings"]): string =>
  list.length === 0
    ? dim("  none")
    : list.map(({ message, type }) => `  ${styleText("yellow", type)}  ${plain(message)}`).join("\n")

export const cost = ({ cost, price, usage }: Report): string => {
  const tokens =
    usage === undefined ? "usage unknown" : `${usage.prompt_tokens} tokens in, ${usage.completion_tokens} out`
  const rates =
    price === undefined
      ? "price unknown"
      : `$${price.input_per_1m} in and $${price.output_per_1m} out per million, by ${price.source} of ${price.date}`
  const sum = cost === undefined ? "unknown" : `$${cost.usd.toFixed(9).replace(/0{1,3}$/, "")}`
  return `  ${bold(sum)}  ${dim(`${tokens}; ${rates}`)}`
}

export const upstreams = (counts: Report["upstreams"]): string =>
  Object.entries(counts)
    .map(([vendor, count]) => `  ${vendor} saw ${count} request${count === 1 ? "" : "s"}`)
    .join("\n")
