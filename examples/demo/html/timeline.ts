import type { AttemptRecord } from "@turnout/core/RoutingMetadata"
import { html, type Markup } from "./markup.ts"
import { ms, percent, usd } from "./figures.ts"

/** One call: each attempt as a bar on one scale of time, which begins with the call. */
export const timeline = (attempts: ReadonlyArray<AttemptRecord>): Markup => {
  const end = Math.max(1, ...attempts.map(({ duration_ms, started_ms }) => started_ms + duration_ms))
  return html`<div class="scroll">
      <table>
        <thead>
          <tr>
            <th>attempt</th>
            <th class="number">began</th>
            <th>0 to ${ms(end)}</th>
            <th class="number">took</th>
            <th class="number">cost</th>
            <th>outcome</th>
          </tr>
        </thead>
        <tbody>
          ${attempts.map((attempt) => row(attempt, end))}
        </tbody>
      </table>
    </div>
    <ul class="legend">
      ${legend.filter(([name]) => uses(attempts, name)).map(([name, text]) => html`<li><i class="${name}"></i>${text}</li>`)}
    </ul>`
}

const legend = [
  ["waiting", "waiting for content"],
  ["answered", "content"],
  ["failed", "failed"],
  ["interrupted", "interrupted"],
  ["skipped", "not sent"]
] as const

const uses = (attempts: ReadonlyArray<AttemptRecord>, name: string): boolean =>
  attempts.some(({ outcome }) => outcome === (name === "waiting" ? "answered" : name))

const row = (attempt: AttemptRecord, end: number): Markup => {
  const { cost, duration_ms, endpoint, hedge, outcome, started_ms } = attempt
  const tone = outcome === "answered" ? "good" : outcome === "failed" ? "bad" : "out"
  return html`<tr>
    <td>${endpoint}${hedge === true ? " (hedge)" : ""}</td>
    <td class="number">+${ms(started_ms)}</td>
    <td class="bar"><div class="track">${pieces(attempt, end)}</div></td>
    <td class="number">${ms(duration_ms)}</td>
    <td class="number">${cost === undefined ? "" : usd(cost.usd)}</td>
    <td class="note"><b class="${tone}">${outcome}</b> ${why(attempt)}</td>
  </tr>`
}

const pieces = (attempt: AttemptRecord, end: number): ReadonlyArray<Markup> => {
  const { duration_ms, outcome, started_ms, ttft_ms } = attempt
  const piece = (name: string, from: number, to: number) =>
    html`<i
      class="${name}"
      style="left:${percent(from, end)};width:${percent(Math.max(0, to - from), end)}"
    ></i>`
  const to = started_ms + duration_ms
  if (outcome !== "answered") return [piece(outcome, started_ms, to)]
  const first = Math.min(to, started_ms + (ttft_ms ?? 0))
  return [piece("waiting", started_ms, first), piece("answered", first, to)]
}

const why = (attempt: AttemptRecord): string => {
  const { message, outcome, provider_message, reason, skipped, status, ttft_ms } = attempt
  if (outcome === "answered") return ttft_ms === undefined ? "" : `first content after ${ms(ttft_ms)}`
  const words = [skipped, status, reason].filter((part) => part !== undefined).join(" ")
  const told = provider_message ?? message
  return told === undefined ? words : words === "" ? told : `${words}: ${told}`
}
