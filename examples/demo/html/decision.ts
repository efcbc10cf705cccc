import type { Decision, DecisionCandidate } from "@turnout/core/Decision"
import { percent, usd } from "./figures.ts"
import { html, type Markup } from "./markup.ts"

/** The table behind a choice: each candidate's score, as the sum of its terms, or why it is excluded. */
export const decisionTable = (decision: Decision): Markup => {
  const { candidates } = decision
  const terms = [...new Set(candidates.flatMap(({ contributions }) => Object.keys(contributions ?? {})))]
  const most = Math.max(...candidates.map(({ contributions }) => sumOf(contributions)), 1e-9)
  const drawn = candidates.every(({ contributions }) =>
    Object.values(contributions ?? {}).every((term) => term >= 0)
  )
  return html`<div class="scroll">
      <table>
        <thead>
          <tr>
            <th>#</th>
            <th>endpoint</th>
            <th class="number">score</th>
            <th>its terms</th>
            <th class="number">expected cost</th>
            <th>why</th>
          </tr>
        </thead>
        <tbody>
          ${candidates.map((candidate) => row(candidate, drawn ? terms : [], most))}
        </tbody>
      </table>
    </div>
    <ul class="legend">
      ${(drawn ? terms : []).map((term, index) => html`<li><i class="t${index % 5}"></i>${term}</li>`)}
    </ul>`
}

const sumOf = (terms: { readonly [term: string]: number } = {}): number =>
  Object.values(terms).reduce((sum, term) => sum + term, 0)

const row = (candidate: DecisionCandidate, terms: ReadonlyArray<string>, most: number): Markup => {
  const { contributions = {}, detail, endpoint, expected_cost, rank, reason, score, unmeasured } = candidate
  const why = reason ?? (unmeasured === undefined ? "" : `unmeasured: ${unmeasured.join(", ")}`)
  let left = 0
  const pieces = terms.map((term, index) => {
    const from = left
    left += contributions[term] ?? 0
    return html`<i
      class="t${index % 5}"
      title="${term}"
      style="left:${percent(from, most)};width:${percent(left - from, most)}"
    ></i>`
  })
  return html`<tr>
    <td>${rank ?? "–"}</td>
    <td>${endpoint}</td>
    <td class="number">${score === undefined ? "" : score.toFixed(3)}</td>
    <td class="bar"><div class="track">${pieces}</div></td>
    <td class="number">
      ${usd(expected_cost.expected === undefined ? undefined : expected_cost.expected / 1e9)}
    </td>
    <td class="note">${why}${detail === undefined || detail === "" ? "" : `: ${detail}`}</td>
  </tr>`
}
