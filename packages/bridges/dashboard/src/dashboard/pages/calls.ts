import type { Receipt } from "@turnout/router/Receipt"
import { count, date, ms, none, usd } from "../format.ts"
import { html, type Html } from "../html.ts"
import type { KeptCall } from "../kept.ts"
import { answeredBy, type Page } from "../page.ts"
import { name, outcome, table, type Column } from "../parts.ts"

/** Rows of a page: more would be no list that anybody reads. */
const perPage = 100
const outcomes = ["answered", "failed", "interrupted"] as const

const columns: ReadonlyArray<Column> = [
  { name: "Began" },
  { name: "Outcome" },
  { name: "Asked" },
  { name: "Answered by" },
  { name: "Attempts", number: true },
  { name: "TTFT", number: true, title: "Time to first content" },
  { name: "Duration", number: true },
  { name: "Tokens", number: true, title: "Of the question and the answer" },
  { name: "Cost", number: true }
]

/** What the filter looks for words in. */
const wordsOf = (receipt: Receipt): string => {
  const { asked, attempts, error, id, metadata, principal } = receipt
  return [
    id,
    ...(asked?.models ?? []),
    ...attempts.flatMap(({ endpoint, reason, status }) => [endpoint, reason, status]),
    error?.code,
    error?.message,
    ...(metadata.tags ?? []),
    metadata.user_id,
    ...Object.values(principal)
  ]
    .join("\n")
    .toLowerCase()
}

export const askedOf = ({ asked }: Receipt): Html =>
  asked === undefined
    ? none
    : html`${asked.models.map((model, index) => html`${index > 0 && ", "}${name(model)}`)}`

export const costOf = ({ cost: { confidence, usd: amount } }: Receipt): Html =>
  confidence === "exact" || amount === 0
    ? confidence === "unknown"
      ? none
      : usd(amount)
    : html`<span title="${confidence === "unknown" ? "At least; a part is not known" : "A part is assumed"}"
        >${confidence === "unknown" ? "≥" : "≈"}&#8239;${usd(amount)}</span
      >`

const row =
  (base: string) =>
  ({ number, receipt }: KeptCall) => {
    const by = answeredBy(receipt)
    const tokens = receipt.usage?.total_tokens
    const sent = receipt.attempts.filter((attempt) => attempt.outcome !== "skipped").length
    return [
      html`<a href="${base}/calls/${number}">${date(receipt.started_at)}</a>`,
      html`${outcome(receipt.outcome)}
      ${receipt.error !== undefined && html`<span class="note">${receipt.error.code}</span>`}`,
      askedOf(receipt),
      by === undefined
        ? none
        : html`${name(by)}${receipt.routing?.cache?.hit === true && html` <span class="note">from the cache</span>`}`,
      html`${receipt.attempts.some(({ hedge }) => hedge === true) && html`<span class="note">hedged</span> `}${sent}`,
      ms(receipt.routing?.ttft_ms),
      ms(receipt.duration_ms),
      count(tokens),
      costOf(receipt)
    ]
  }

const option = (value: string, text: string, chosen: string): Html =>
  html`<option value="${value}" ${value === chosen && html`selected`}>${text}</option>`

const wholeOf = (text: string | null): number => {
  const number = Number(text)
  return Number.isSafeInteger(number) && number >= 1 ? number : 1
}

export const calls: Page = ({ base, kept, query }) => {
  const words = (query.get("q") ?? "").trim()
  const wanted = query.get("outcome") ?? ""
  const needle = words.toLowerCase()
  const matches = ({ receipt }: KeptCall): boolean =>
    (wanted === "" || receipt.outcome === wanted) && (needle === "" || wordsOf(receipt).includes(needle))
  const found = needle === "" && wanted === "" ? kept.size : undefined
  let matched = 0
  const page = wholeOf(query.get("page"))
  const from = (page - 1) * perPage
  const shown: Array<KeptCall> = []
  for (const call of kept.newest()) {
    if (found !== undefined && shown.length === perPage) break
    if (!matches(call)) continue
    if (matched >= from && shown.length < perPage) shown.push(call)
    matched += 1
  }
  const total = found ?? matched
  const pages = Math.max(1, Math.ceil(total / perPage))
  const to = (target: number, text: string, rel: string): Html => {
    const next = new URLSearchParams({ ...(words && { q: words }), ...(wanted && { outcome: wanted }) })
    next.set("page", String(target))
    return html`<a rel="${rel}" href="${base}/calls?${next.toString()}">${text}</a>`
  }
  return {
    title: "Calls",
    live: page === 1,
    data: { total, page, pages, calls: shown.map(({ number, receipt }) => ({ number, ...receipt })) },
    body: html`<h1>Calls</h1>
      <form class="filter" method="get" action="${base}/calls" role="search">
        <label for="q">Model, endpoint, error, tag or user</label>
        <input type="search" id="q" name="q" value="${words}" />
        <label for="outcome">Outcome</label>
        <select id="outcome" name="outcome">
          ${option("", "any", wanted)} ${outcomes.map((each) => option(each, each, wanted))}
        </select>
        <button type="submit">Filter</button>
      </form>
      <p class="note">
        ${count(total)} of ${count(kept.size)}
        calls${
          kept.total > kept.size && html`; ${count(kept.total - kept.size)} older ones are kept no more`
        }.
      </p>
      ${
        shown.length === 0
          ? html`<p class="empty">${kept.size === 0 ? "No call has ended yet." : "No call matches."}</p>`
          : table("Calls, the newest first", columns, shown.map(row(base)))
      }
      ${
        pages > 1 &&
        html`<nav class="pages" aria-label="Pages of calls">
          ${page > 1 && to(page - 1, "Newer", "prev")} <span>Page ${page} of ${pages}</span>
          ${page < pages && to(page + 1, "Older", "next")}
        </nav>`
      }`
  }
}
