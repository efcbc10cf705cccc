/** The demo's calls as one page: no script, no address of anything, and what came from outside is text. */
import type { Budget, Story } from "../report.ts"
import { decisionTable } from "./decision.ts"
import { ms, percent, usd } from "./figures.ts"
import { html, type Markup } from "./markup.ts"
import { style } from "./style.ts"
import { timeline } from "./timeline.ts"

export const page = (story: Story): string => {
  const { answer, attempts, budget, cost, decision, hedging, model, total_usd, warnings } = story
  const calls = 2 + budget.answered.length + (budget.refused === undefined ? 0 : 1)
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Turnout: ${calls} calls</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <header>
          <h1>Turnout: how ${calls} calls were routed</h1>
          <div class="figures">
            <div><b>${usd(total_usd)}</b><span class="dim">all calls</span></div>
            <div><b>${usd(cost?.usd)}</b><span class="dim">the first call</span></div>
            <div><b>${attempts.length}</b><span class="dim">attempts of the first call</span></div>
          </div>
        </header>
        <section>
          <h2>1. Failover</h2>
          <p class="dim">answered by ${model}</p>
          <blockquote>${answer}</blockquote>
          ${timeline(attempts)}
          ${
            decision === undefined
              ? html``
              : html`<h3>The decision</h3>
                  ${decisionTable(decision)}`
          }
          ${warnings.map(({ message, type }) => html`<p><b>${type}</b> ${message}</p>`)}
        </section>
        <section>
          <h2>2. Hedging</h2>
          <p class="dim">
            A second attempt starts after ${ms(hedging.after_ms)} without content; the first content wins.
          </p>
          ${timeline(hedging.attempts)}
        </section>
        <section>
          <h2>3. A budget</h2>
          ${budgetTable(budget)}
        </section>
      </body>
    </html> `.text
}

/** What each call of the workspace took of its budget. */
const budgetTable = ({ answered, limit_usd, refused, workspace_id }: Budget): Markup => {
  let spent = 0
  const rows = answered.map(({ cost }, index) => {
    const before = spent
    spent += cost?.usd ?? 0
    return html`<tr>
      <td>${index + 1}</td>
      <td class="bar">
        <div class="track">
          <i
            class="t0"
            style="left:${percent(before, limit_usd)};width:${percent(spent - before, limit_usd)}"
          ></i>
        </div>
      </td>
      <td class="number">${usd(cost?.usd)}</td>
      <td class="note"><b class="good">answered</b></td>
    </tr>`
  })
  const last =
    refused === undefined
      ? html``
      : html`<tr>
          <td>${answered.length + 1}</td>
          <td class="bar"><div class="track"></div></td>
          <td class="number">$0</td>
          <td class="note">
            <b class="bad">refused</b> ${refused.status} ${refused.code}: ${refused.message}
          </td>
        </tr>`
  return html`<p class="dim">
      Workspace ${workspace_id} may spend $${limit_usd} a day. A call is refused before it is sent if what it
      may cost is more than what is left.
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>call</th>
            <th>of the budget</th>
            <th class="number">cost</th>
            <th>outcome</th>
          </tr>
        </thead>
        <tbody>
          ${rows}${last}
        </tbody>
      </table>
    </div>`
}
