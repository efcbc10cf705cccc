import type { EndpointHealth, HealthStatus } from "@turnout/router/HealthList"
import { away, count, decimal, ms, none, percent, usd } from "../format.ts"
import { plotsOf } from "../history.ts"
import { encode, html, type Html } from "../html.ts"
import type { Kept } from "../kept.ts"
import type { Page } from "../page.ts"
import { badge, name, table, type Column, type Tone } from "../parts.ts"
import { figure } from "../plot.ts"

const tones: { readonly [status in HealthStatus]: Tone } = {
  cooling_down: "bad",
  reopening: "warn",
  ranked_last: "warn",
  healthy: "good",
  unmeasured: "quiet"
}
const order = Object.keys(tones)

const reasons: { readonly [because: string]: string } = {
  failures: "three failures in a row",
  asked: "the vendor asks to wait",
  rate_limit: "rate limit of the vendor",
  account: "key refused, or its quota exhausted",
  announced: "the vendor says that no quota remains",
  unanswered: "calls waited for it in vain",
  stalled: "its answers stalled",
  model_not_found: "it does not know the model",
  unsupported: "it refuses a parameter"
}

const columns: ReadonlyArray<Column> = [
  { name: "Endpoint" },
  { name: "Health" },
  { name: "Until, why", wide: true },
  { name: "In flight", number: true, title: "Calls that wait for first content" },
  { name: "Errors", number: true, title: "Share of outcomes that were failures of its own" },
  { name: "Samples", number: true, title: "Outcomes of the last 15 minutes" },
  { name: "TTFT p50", number: true, title: "Time to first content of streams" },
  { name: "p90", number: true },
  { name: "p99", number: true },
  { name: "Unary p50", number: true, title: "Time to the body of whole answers" },
  { name: "p90", number: true },
  { name: "p99", number: true },
  { name: "Tokens/s", number: true, title: "Median" },
  { name: "Last", number: true, title: "Last outcome" }
]

const why = ({ cooldown, cooling_keys, demoted, failures }: EndpointHealth, now: number): Html => {
  const keys = cooling_keys.map(
    ({ because, credential, until }) =>
      html`<span class="note">key ${name(credential)}: ${reasons[because]}, ${away(until, now)}</span>`
  )
  if (cooldown !== undefined) {
    return html`${away(cooldown.until, now)}, ${reasons[cooldown.because]} ${keys}`
  }
  if (demoted !== undefined) {
    const { because, param, until } = demoted
    return html`${away(until, now)}, ${reasons[because]}${param !== undefined && html` (${name(param)})`}
    ${keys}`
  }
  return html`${failures > 0 && `${failures} failure${failures === 1 ? "" : "s"} since the last answer`}
  ${keys}`
}

const row = (base: string, now: number) => (endpoint: EndpointHealth) => {
  const { error_share, id, last_outcome_at, signals, status } = endpoint
  const { ttft_ms, unary } = signals
  return [
    html`<a href="${base}/?endpoint=${encode(id)}">${name(id)}</a>`,
    badge(tones[status], status.replace("_", " ")),
    why(endpoint, now),
    count(signals.in_flight),
    percent(error_share),
    count(signals.outcomes),
    ms(ttft_ms.p50),
    ms(ttft_ms.p90),
    ms(ttft_ms.p99),
    ms(unary?.ms.p50),
    ms(unary?.ms.p90),
    ms(unary?.ms.p99),
    decimal(signals.tps.p50),
    away(last_outcome_at, now)
  ]
}

/** What the kept calls come to. */
const totals = (kept: Kept) => {
  let [answered, failed, interrupted, nanos] = [0, 0, 0, 0]
  for (const { receipt } of kept.newest()) {
    if (receipt.outcome === "answered") answered += 1
    else if (receipt.outcome === "failed") failed += 1
    else interrupted += 1
    nanos += Math.round(receipt.cost.usd * 1e9)
  }
  return { calls: kept.size, answered, failed, interrupted, usd: nanos / 1e9 }
}

const tile = (term: string, value: Html | string): Html =>
  html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`

export const endpoints: Page = async ({ base, kept, now, query, router }) => {
  const { at, data, network_suspect } = await router.health.list()
  const only = query.get("endpoint") ?? undefined
  const plots = plotsOf(kept.newest(), now, only)
  const sum = totals(kept)
  const sorted = data.toSorted(
    (left, right) => order.indexOf(left.status) - order.indexOf(right.status) || (left.id < right.id ? -1 : 1)
  )
  const shown = sorted.filter(({ id, status }) =>
    only === undefined ? status !== "unmeasured" : id === only
  )
  const rest = only === undefined ? sorted.filter(({ status }) => status === "unmeasured") : []
  const cooling = data.filter(({ status }) => status === "cooling_down").length
  return {
    title: only === undefined ? "Endpoints" : `${only}`,
    live: true,
    data: { at, network_suspect, totals: sum, plots, endpoints: shown, unmeasured: rest.map(({ id }) => id) },
    body: html`<h1>${only === undefined ? "Endpoints" : name(only)}</h1>
      ${only !== undefined && html`<p><a href="${base}/">All endpoints</a></p>`}
      ${
        network_suspect &&
        html`<p class="alert">
          Connections to several providers fail at once: look at this machine’s own network.
        </p>`
      }
      <dl class="tiles">
        ${tile("Calls kept", count(sum.calls))}
        ${tile("Answered", sum.calls === 0 ? none : percent(sum.answered / sum.calls))}
        ${tile("Failed", count(sum.failed))} ${tile("Interrupted", count(sum.interrupted))}
        ${tile("Cost", usd(sum.usd))} ${tile("Cooling down", count(cooling))}
      </dl>
      ${
        shown.length === 0
          ? html`<p class="empty">No endpoint was asked yet.</p>`
          : table("Endpoints and what was measured of them", columns, shown.map(row(base, at)))
      }
      ${
        rest.length > 0 &&
        html`<details data-key="unmeasured">
          <summary>${count(rest.length)} endpoints were never asked</summary>
          <ul class="columns">
            ${rest.map(({ id }) => html`<li>${name(id)}</li>`)}
          </ul>
        </details>`
      }
      <h2>Over time</h2>
      <div class="plots">${plots.map(figure)}</div>`
  }
}
