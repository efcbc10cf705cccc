import { styleText } from "node:util"
import type { ExplainCallOptions } from "@turnout/router/ExplainCall"
import type { Decision } from "turnout"
import { explain, explainCall } from "turnout"
import { routed, type Budget, type Hedging, type Report, type Story } from "./report.ts"

const bold = (text: string) => styleText("bold", text)
const dim = (text: string) => styleText("dim", text)
const good = (text: string) => styleText("green", text)
const bad = (text: string) => styleText("red", text)

/** What a vendor wrote may hold anything; a terminal gets none of its control characters. */
const plain = (text: string) => text.replaceAll(/\p{C}/gu, "?")

const indent = (text: string) => text.replaceAll(/^(?=.)/gm, "  ")

/** Width that is left of the terminal behind the indent. */
const inner = ({ columns, ...options }: ExplainCallOptions): ExplainCallOptions => ({
  ...options,
  columns: columns === undefined ? undefined : columns - 2
})

export const title = (text: string) => `\n${bold(text)}\n`

export const candidates = (decision: Decision, terminal: ExplainCallOptions): string =>
  indent(explain(decision, { columns: inner(terminal).columns }))

/** Text that comes in pieces, indented, and broken at spaces where the terminal ends. */
export const flowing = ({ columns = Infinity }: ExplainCallOptions) => {
  let column = 0
  let word = ""
  const put = (): string => {
    if (word === "") return ""
    const breaks = column > 0 && column + word.trimEnd().length > columns
    const before = breaks ? "\n  " : column === 0 ? "  " : ""
    column = (before === "" ? column : 2) + word.length
    const text = before + word
    word = ""
    return text
  }
  return {
    /** What is whole of it: the last word may go on. */
    piece: (text: string): string => {
      let out = ""
      for (const part of plain(text).split(/(?<= )/)) {
        word += part
        if (word.endsWith(" ")) out += put()
      }
      return out
    },
    end: put
  }
}

export const warnings = (list: Report["warnings"]): string =>
  list.length === 0
    ? `${dim("  Warnings: none")}\n`
    : `  Warnings:\n${list.map(({ message, type }) => `  ${styleText("yellow", type)}  ${plain(message)}\n`).join("")}`

export const upstreams = (counts: Report["upstreams"]): string => {
  const seen = Object.entries(counts).map(
    ([vendor, count]) => `${vendor} saw ${count} request${count === 1 ? "" : "s"}`
  )
  return `${dim(`  By the stand-ins' own journals ${seen.join(", ")}`)}\n`
}

const usd = (amount: number | undefined): string =>
  amount === undefined ? "unknown" : `$${amount.toFixed(9).replace(/0{1,3}$/, "")}`

export const hedging = ({ after_ms, attempts, endpoint, ttft_ms }: Hedging): string => {
  const hedge = attempts.find((attempt) => attempt.hedge === true)
  const began =
    hedge === undefined
      ? `No attempt was without content for ${after_ms} ms, so none was started beside it.`
      : `No content after ${after_ms} ms: ${plain(hedge.endpoint)} was asked as well.`
  const first = ttft_ms === undefined ? "" : `, ${Math.round(ttft_ms)} ms after the call began`
  const lost = attempts.some(({ outcome }) => outcome === "interrupted")
    ? "\n  The other request was ended at its vendor."
    : ""
  return `  ${began}\n  ${good("First content")} from ${bold(plain(endpoint))}${first}.${lost}\n`
}

export const budget = ({ answered, limit_usd, refused, workspace_id }: Budget): string => {
  const calls = answered.map(
    ({ cost }, index) => `  call ${index + 1}  ${good("answered")}  ${usd(cost?.usd)}\n`
  )
  const last =
    refused === undefined
      ? ""
      : `  call ${answered.length + 1}  ${bad("refused")}   ${refused.status} ${refused.code}; nothing was sent\n`
  return `  Workspace ${workspace_id} may spend $${limit_usd} a day.\n${calls.join("")}${last}`
}

export const cost = ({ cost, price, total_usd, usage }: Story): string => {
  const tokens =
    usage === undefined ? "usage unknown" : `${usage.prompt_tokens} tokens in, ${usage.completion_tokens} out`
  const rates =
    price === undefined
      ? "price unknown"
      : `$${price.input_per_1m} in and $${price.output_per_1m} out per million`
  return `  ${bold(usd(cost?.usd))}  ${dim(`the first call: ${tokens}; ${rates}`)}\n  ${bold(usd(total_usd))}  ${dim("all calls")}\n`
}

export const timelines = (
  { attempts, budget, cost, hedging }: Story,
  terminal: ExplainCallOptions
): string => {
  const calls = [{ attempts, cost }, hedging, ...budget.answered.slice(0, 1)]
  return calls
    .map((paid, index) => {
      const text = explainCall({ routing_metadata: routed(paid) }, inner(terminal))
      return `  ${bold(`${index + 1}.`)} ${indent(text).trimStart()}\n`
    })
    .join("\n")
}
