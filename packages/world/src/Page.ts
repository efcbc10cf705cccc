import * as Plots from "./internal/plots.ts"
import type { Compared, Window } from "./Report.ts"
import type * as Statistics from "./Statistics.ts"

/** Results by the name of their scenario. */
export type Sections = { readonly [scenario: string]: ReadonlyArray<Compared> }

export interface PageOptions {
  /** Default: Routers in the virtual world. */
  readonly title?: string
}

const { escaped } = Plots

const style = `:root{color-scheme:light dark;--bg:#fff;--fg:#1c1e21;--dim:#667;--rule:#d8dade;--s0:#3b6fb6;--s1:#d98324;--s2:#b5383f;--s3:#3f8f5f;--s4:#7d57a8;--s5:#8a6d3b;--s6:#2e9aa8;--s7:#777}
@media (prefers-color-scheme:dark){:root{--bg:#16181b;--fg:#e4e6e9;--dim:#9aa2ad;--rule:#363a40;--s0:#74a5e8;--s1:#efab5f;--s2:#e8797f;--s3:#78c795;--s4:#b596db;--s5:#c7a872;--s6:#67c7d4;--s7:#aaa}}
body{background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif;max-width:820px;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0}.wide{overflow-x:auto}
th,td{padding:.2rem .6rem;border-bottom:1px solid var(--rule);text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
th:first-child,td:first-child{text-align:left}svg{width:100%;height:auto;margin:.5rem 0}
svg text{fill:var(--fg);font-size:12px}svg .axis{fill:var(--dim);font-size:11px}.grid{stroke:var(--rule)}
.whisker{stroke:var(--fg);stroke-width:1.5}path{fill:none;stroke-width:1.8}.legend span{margin-right:1rem}
.legend i{display:inline-block;width:.8em;height:.8em;margin-right:.35em}.dim{color:var(--dim)}`

/**
 * Comparisons as one HTML page that needs nothing else: per scenario a table, what the loss consists of, the loss over time, and
 * who answered. For light and dark. The same for the same results, byte for byte.
 */
export const html = (
  sections: Sections,
  { title = "Routers in the virtual world" }: PageOptions = {}
): string => {
  const all = Object.entries(sections)
  const body = all.map(([name, compared], index) => section(name, compared, `world-${index}`))
  const links = all.map(([name], index) => `<li><a href="#world-${index}">${escaped(name)}</a></li>`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p class="dim">Micro-dollars per request: what vendors bill, and what late and missing answers cost. Intervals are of 95 %, over seeds. Differences are paired: every router got the same requests and the same draws, and an interval that holds 0 shows no difference.</p>
${all.length > 1 ? `<ul>${links.join("")}</ul>\n` : ""}${body.join("\n")}
</body>
</html>
`
}

const section = (name: string, compared: ReadonlyArray<Compared>, id: string): string => {
  const { reports = [] } = compared[0] ?? {}
  const requests = reports.reduce((sum, report) => sum + report.requests, 0)
  const seeds = `${reports.length} ${reports.length === 1 ? "seed" : "seeds"}`
  return `<section id="${id}">
<h2>${escaped(name)}</h2>
<p class="dim">${requests} requests per router, ${seeds}.</p>
${table(compared)}
<h3>What the loss consists of</h3>
${Plots.legend(parts)}
${Plots.bars(`Loss of each router in ${name}`, compared.map(barOf))}
<h3>Loss over time</h3>
${Plots.legend(compared.map((each) => each.name))}
${Plots.lines(`Loss over time in ${name}`, compared.map(lineOf))}
<h3>Who answered</h3>
${sharesTable(compared)}
</section>`
}

const between = ({ high, low, mean }: Statistics.Estimate): string =>
  Number.isFinite(low) && Number.isFinite(high)
    ? `${mean.toFixed(0)} (${low.toFixed(0)} to ${high.toFixed(0)})`
    : mean.toFixed(0)

const percent = (share: number, digits = 2): string =>
  Number.isFinite(share) ? `${(100 * share).toFixed(digits)} %` : "–"

const rows = (head: ReadonlyArray<string>, cells: ReadonlyArray<ReadonlyArray<string>>): string => {
  const row = (tag: string, each: ReadonlyArray<string>) =>
    `<tr>${each.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`
  return `<div class="wide"><table><thead>${row("th", head)}</thead><tbody>${cells
    .map((each) => row("td", each))
    .join("")}</tbody></table></div>`
}

const table = (compared: ReadonlyArray<Compared>): string =>
  rows(
    [
      "router",
      "loss",
      `less ${compared[0]?.name ?? ""}`,
      "cost",
      "wasted",
      "late",
      "failed",
      "first p50",
      "p99"
    ],
    compared.map(({ cost, difference, failed, late, loss, name, reports, wasted }, index) => [
      name,
      between(loss),
      index === 0 ? "" : between(difference),
      cost.mean.toFixed(0),
      percent(wasted.mean, 1),
      percent(late.mean),
      percent(failed.mean, 3),
      ms(reports.map(({ first_ms }) => first_ms.p50)),
      ms(reports.map(({ first_ms }) => first_ms.p99))
    ])
  )

const mean = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const ms = (values: ReadonlyArray<number>): string => {
  const value = mean(values)
  return Number.isFinite(value) ? `${value.toFixed(0)} ms` : "–"
}

const parts = ["answers", "wasted", "late and missing answers"]

const barOf = ({ cost, loss, name, wasted }: Compared): Plots.Bar => ({
  name,
  parts: [
    { name: parts[0]!, value: cost.mean * (1 - wasted.mean) },
    { name: parts[1]!, value: cost.mean * wasted.mean },
    { name: parts[2]!, value: loss.mean - cost.mean }
  ],
  total: loss
})

/** Over the seeds, weighted by their requests; a window without any interrupts the line. */
const lineOf = ({ name, reports }: Compared): Plots.Line => {
  const longest = reports.reduce<ReadonlyArray<Window>>(
    (most, { windows }) => (windows.length > most.length ? windows : most),
    []
  )
  const points = longest.map(({ at_s }, index): readonly [number, number] => {
    let requests = 0
    let loss = 0
    for (const { windows } of reports) {
      const window = windows[index]
      if (window === undefined) continue
      requests += window.requests
      loss += window.requests * window.loss_micro_usd
    }
    return [at_s, requests === 0 ? Number.NaN : loss / requests]
  })
  return { name, points }
}

const sharesTable = (compared: ReadonlyArray<Compared>): string => {
  const endpoints = compared[0]?.reports[0]?.endpoints.map(({ endpoint }) => endpoint) ?? []
  return rows(
    ["endpoint", ...compared.map(({ name }) => name)],
    endpoints.map((endpoint, index) => [
      endpoint,
      ...compared.map(({ reports }) =>
        percent(mean(reports.map(({ endpoints }) => endpoints[index]!.share)), 1)
      )
    ])
  )
}
