import * as Spend from "@turnout/state/Spend"
import { count, none } from "../format.ts"
import type { Plot } from "../history.ts"
import { html, type Html } from "../html.ts"
import type { Asked, Page } from "../page.ts"
import { name, table, type Column } from "../parts.ts"
import { figure } from "../plot.ts"

const groups = ["model", "tag", "day"] as const
type Group = (typeof groups)[number]

const day = 86_400_000
const periods: ReadonlyArray<readonly [string, string, number | undefined]> = [
  ["1", "today", 1],
  ["7", "7 days", 7],
  ["30", "30 days", 30],
  ["all", "all", undefined]
]

interface Reports {
  /** Null: those of the store. */
  readonly calls: number | null
  /** Why the store could not be read, where there is one. */
  readonly problem?: string
  readonly reports: { readonly [group in Group]: Spend.SpendReport }
}

const read = async ({ kept, now, router }: Asked, from: number | undefined): Promise<Reports> => {
  const query = (by: Group): Spend.SpendQuery => ({ by, to: now, ...(from === undefined ? {} : { from }) })
  const all = async (report: (query: Spend.SpendQuery) => Promise<Spend.SpendReport>) => {
    const [model, tag, day] = await Promise.all(groups.map((group) => report(query(group))))
    return { model: model!, tag: tag!, day: day! }
  }
  try {
    if (router.spend !== undefined) return { calls: null, reports: await all(router.spend) }
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
    // A router without a store keeps no receipts, which it says so.
    if (code !== "invalid_request") {
      return { ...(await ofKept()), problem: String(message) }
    }
  }
  return ofKept()

  async function ofKept(): Promise<Reports> {
    const receipts = Array.from(kept.newest(), ({ receipt }) => receipt)
    return { calls: kept.size, reports: await all((query) => Promise.resolve(Spend.of(receipts, query))) }
  }
}

const columns: ReadonlyArray<Column> = [
  { name: "Cost", number: true, title: "Exact and assumed, USD" },
  { name: "Assumed", number: true, title: "What a part of was assumed" },
  { name: "Unknown", number: true, title: "Attempts whose cost is not known: in no sum" },
  { name: "Calls", number: true },
  { name: "Failed", number: true },
  { name: "Tokens in", number: true },
  { name: "Cached", number: true, title: "Of the tokens in" },
  { name: "Tokens out", number: true },
  { name: "Saved by caches", number: true },
  { name: "Saved by routing", number: true, title: "Against the dearest endpoint that could have answered" }
]

const sum = ({ assumed_usd, exact_usd }: Spend.SpendRow): number => Number(exact_usd) + Number(assumed_usd)

/** To the hundredth of a cent; the rest stands in the title. */
const amount = (exact: string | number): Html => {
  const value = Number(exact)
  return value === 0
    ? html`<span class="none">$0</span>`
    : html`<span title="$${exact}">${Math.abs(value) < 0.0001 ? "<$0.0001" : `$${value.toFixed(4)}`}</span>`
}

const cells = (row: Spend.SpendRow) => [
  amount(sum(row)),
  amount(row.assumed_usd),
  row.unknown === 0 ? none : count(row.unknown),
  count(row.calls),
  count(row.failed),
  count(row.tokens.prompt),
  count(row.tokens.cached),
  count(row.tokens.completion),
  amount(row.saved_by_cache_usd),
  amount(row.saved_by_routing_usd)
]

const group = (by: Group, { rows, total }: Spend.SpendReport): Html => {
  const label = by === "day" ? "Day" : by === "tag" ? "Tag" : "Model"
  const shown =
    by === "day"
      ? rows.toSorted((left, right) => ((left.key.day ?? "") < (right.key.day ?? "") ? 1 : -1))
      : rows
  return html`<h2>By ${by}</h2>
    ${
      rows.length === 0
        ? html`<p class="empty">Nothing was spent.</p>`
        : table(
            `Spend by ${by}`,
            [{ name: label }, ...columns],
            [
              ...shown.slice(0, 200).map((row) => {
                const key = row.key[by]
                return [
                  key === null || key === undefined ? html`<span class="none">none</span>` : name(key),
                  ...cells(row)
                ]
              }),
              ["All", ...cells(total)]
            ]
          )
    }
    ${shown.length > 200 && html`<p class="note">${count(shown.length - 200)} more in the JSON.</p>`}`
}

/** Each day of a year at most, those without spend among them, and a week at least. */
const daily = ({ rows }: Spend.SpendReport, now: number): Plot => {
  const spent = new Map(rows.map((row) => [Math.floor(Date.parse(row.key.day ?? "") / day), sum(row)]))
  const last = Math.floor(now / day)
  const known = [...spent.keys()].filter((each) => each <= last && each > last - 366)
  const first = Math.min(last - 6, ...known)
  const days = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  return {
    id: "day",
    title: "Spend by day",
    unit: "USD",
    kind: "bars",
    at: days.map((each) => (each * day) / 1000),
    lines: [{ label: "spend", values: days.map((each) => spent.get(each) ?? 0) }]
  }
}

export const spend: Page = async (asked) => {
  const { base, now, query } = asked
  const period = periods.find(([id]) => id === query.get("days")) ?? periods[2]!
  const from = period[2] === undefined ? undefined : Math.floor(now / day) * day - (period[2] - 1) * day
  const { calls, problem, reports } = await read(asked, from)
  return {
    title: "Spend",
    live: true,
    data: {
      source: calls === null ? "store" : "kept",
      days: period[0],
      problem: problem ?? null,
      ...reports
    },
    body: html`<h1>Spend</h1>
      <nav class="choice" aria-label="Period">
        ${periods.map(
          ([id, text]) =>
            html`<a href="${base}/spend?days=${id}" ${id === period[0] && html`aria-current="true"`}
              >${text}</a
            >`
        )}
      </nav>
      ${problem !== undefined && html`<p class="alert">The store cannot be read: ${problem}</p>`}
      <p class="note">
        ${
          calls === null
            ? "From the receipts of the router’s store."
            : html`From the ${count(calls)} calls that are kept in memory; a router with a store reports over
              all.`
        }
      </p>
      <div class="plots one">${figure(daily(reports.day, now))}</div>
      ${groups.map((each) => group(each, reports[each]))}`
  }
}
