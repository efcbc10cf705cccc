import type { BudgetStatus } from "@turnout/router/Budget"
import { away, count, dollars, none, percent } from "../format.ts"
import { html } from "../html.ts"
import type { Page } from "../page.ts"
import { badge, bar, legend, name, table, type Column } from "../parts.ts"

const columns: ReadonlyArray<Column> = [
  { name: "Budget" },
  { name: "Period" },
  { name: "Used" },
  { name: "", number: true, title: "Spent, of the limit" },
  { name: "Spent", number: true },
  { name: "Reserved", number: true, title: "For attempts in flight" },
  { name: "Limit", number: true },
  { name: "Unknown cost", number: true, title: "Attempts whose cost is not known" },
  { name: "Resets" },
  { name: "State" }
]

const scopes = { workspace: "workspace", api_key: "API key", byok_provider: "callers’ keys at" } as const

const shareOf = ({ limit_usd, spend_usd }: BudgetStatus): number =>
  limit_usd === 0 ? 1 : spend_usd / limit_usd

const row = (now: number) => (budget: BudgetStatus) => {
  const { enforce, id, limit_usd, period, reserved_usd, resets_at, scope, spend_usd, unpriced } = budget
  const share = shareOf(budget)
  const held = limit_usd === 0 ? 1 : (spend_usd + reserved_usd) / limit_usd
  return [
    html`<span class="quiet">${scopes[scope]}</span>
      ${id === "" ? html`<span class="none">not named</span>` : name(id)}`,
    period,
    bar(
      [
        { from: 0, to: share, kind: share >= 1 ? "failed" : share >= 0.8 ? "interrupted" : "answered" },
        ...(held > share && share < 1 ? [{ from: share, to: held, kind: "waiting" }] : [])
      ],
      `${Math.round(share * 100)} percent spent, ${Math.round((held - share) * 100)} percent reserved`
    ),
    percent(share),
    dollars(spend_usd),
    reserved_usd === 0 ? none : dollars(reserved_usd),
    dollars(limit_usd),
    unpriced === 0 ? none : count(unpriced),
    away(resets_at, now),
    share >= 1
      ? badge(enforce ? "bad" : "warn", enforce ? "exhausted" : "over, not enforced")
      : share >= 0.8
        ? badge("warn", "nearly spent")
        : badge(enforce ? "good" : "quiet", enforce ? "open" : "counted only")
  ]
}

export const budgets: Page = async ({ router }) => {
  const { at, data } = await router.budgets.list()
  const sorted = data.toSorted((left, right) => shareOf(right) - shareOf(left))
  return {
    title: "Budgets",
    live: true,
    data: { at, budgets: sorted },
    body: html`<h1>Budgets</h1>
      <p class="note">
        Those that rules name, and those of every subject that this process has seen; the fullest first.
      </p>
      ${
        sorted.length === 0
          ? html`<p class="empty">No budget is known: the router has no rules, or nobody was counted yet.</p>`
          : html`${table("Budgets", columns, sorted.slice(0, 500).map(row(at)))}
            ${legend([
              ["answered", "spent"],
              ["interrupted", "spent, from 80 %"],
              ["failed", "exhausted"],
              ["waiting", "reserved"]
            ])}
            ${sorted.length > 500 && html`<p class="note">${count(sorted.length - 500)} more in the JSON.</p>`}`
      }`
  }
}
