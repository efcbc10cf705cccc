import type { AttemptRecord } from "@turnout/core/RoutingMetadata"
import { count, date, ms, none, percent, usd } from "../format.ts"
import { html, type Html, type Value } from "../html.ts"
import { answeredBy, problem, type Page } from "../page.ts"
import { bar, facts, legend, name, outcome, table, type Column, type Piece } from "../parts.ts"
import { askedOf, costOf } from "./calls.ts"

const columns: ReadonlyArray<Column> = [
  { name: "#", number: true },
  { name: "Endpoint" },
  { name: "Outcome" },
  { name: "From" },
  { name: "Duration", number: true },
  { name: "TTFT", number: true, title: "Time to first content" },
  { name: "Cost", number: true },
  { name: "What came of it", wide: true }
]

const piecesOf = (attempt: AttemptRecord, end: number): ReadonlyArray<Piece> => {
  const { duration_ms, outcome, started_ms, ttft_ms } = attempt
  const [from, to] = [started_ms / end, (started_ms + duration_ms) / end]
  if (outcome !== "answered" || ttft_ms === undefined) return [{ from, to, kind: outcome }]
  const first = Math.min(to, (started_ms + ttft_ms) / end)
  return [
    { from, to: first, kind: "waiting" },
    { from: first, to, kind: "answered" }
  ]
}

const meanings: ReadonlyArray<readonly [string, string]> = [
  ["waiting", "waiting for first content"],
  ["answered", "answered"],
  ["failed", "failed"],
  ["interrupted", "interrupted"],
  ["skipped", "not sent"]
]

const timeline = (attempts: ReadonlyArray<AttemptRecord>, end: number): Html =>
  html`<ol class="timeline">
      ${attempts
        .toSorted((left, right) => left.started_ms - right.started_ms)
        .map(
          (attempt) =>
            html`<li>
              <span class="who"
                >${name(attempt.endpoint)}${attempt.hedge === true && html` <b class="tag">hedge</b>`}</span
              >
              ${bar(
                piecesOf(attempt, end),
                `${attempt.outcome}, from ${Math.round(attempt.started_ms)} ms to ${Math.round(attempt.started_ms + attempt.duration_ms)} ms`
              )}
              <span class="n">${ms(attempt.duration_ms)}</span>
            </li>`
        )}
    </ol>
    <p class="scale"><span>0</span><span>${ms(end)}</span></p>
    ${legend(meanings.filter(([kind]) => kind === "waiting" || attempts.some((each) => each.outcome === kind)))}`

const cameOf = (attempt: AttemptRecord): Html => {
  const {
    code,
    credential,
    message,
    provider_message,
    reason,
    request_id,
    skipped,
    status,
    timer,
    waited_ms
  } = attempt
  const words: ReadonlyArray<Value> = [
    skipped,
    reason,
    timer && `(${timer})`,
    status,
    code,
    attempt.outcome !== "answered" && (provider_message ?? message),
    waited_ms !== undefined && waited_ms > 0 && html`waited ${ms(waited_ms)} before`,
    credential !== undefined && html`<span class="note">key ${name(credential)}</span>`,
    request_id !== undefined && html`<span class="note">request ${name(request_id)}</span>`
  ]
  return html`${words.filter((word) => word !== undefined && word !== false && word !== "").map((word) => html`${word} `)}`
}

const body = (title: string, value: unknown): Html | false =>
  value !== undefined &&
  html`<details data-key="${title}">
    <summary>${title}</summary>
    <pre tabindex="0">${JSON.stringify(value, null, 2)}</pre>
  </details>`

export const call: Page = ({ base, kept, rest }) => {
  const found = /^[1-9]\d{0,15}$/.test(rest) ? kept.get(Number(rest)) : undefined
  if (found === undefined) {
    return problem(404, "No such call", "There was none of this number, or it is kept no more.")
  }
  const { number, receipt } = found
  const { answer, attempts, decision, error, id, metadata, principal, routing, usage } = receipt
  const end = Math.max(1, receipt.duration_ms, ...attempts.map((each) => each.started_ms + each.duration_ms))
  const by = answeredBy(receipt)
  return {
    title: `Call ${number}`,
    data: { number, ...receipt },
    body: html`<p><a href="${base}/calls">Calls</a></p>
      <h1>Call ${number} ${outcome(receipt.outcome)}</h1>
      ${
        error !== undefined &&
        html`<p class="alert">
          <b>${error.status} ${error.code}</b>
          ${error.message}${error.param !== null && html` (${name(String(error.param))})`}
        </p>`
      }
      ${facts([
        ["Began", date(receipt.started_at)],
        ["Asked", askedOf(receipt)],
        ["Answered by", by && name(by)],
        ["Strategy", routing && name(routing.routing_strategy)],
        ["First content after", receipt.outcome === "answered" && ms(routing?.ttft_ms)],
        ["Duration", ms(receipt.duration_ms)],
        [
          "Throughput",
          routing?.throughput_tps !== undefined && `${Math.round(routing.throughput_tps)} tokens/s`
        ],
        ["Cost", costOf(receipt)],
        ["Response cache", routing?.cache?.hit === true && `hit, ${routing.cache.age_s ?? 0} s old`],
        ["Tokens in", usage && count(usage.prompt_tokens)],
        ["Tokens out", usage && count(usage.completion_tokens)],
        ["Finish", answer?.finish_reasons.join(", ")],
        ["Stream", receipt.stream ? "yes" : "no"],
        ["Workspace", principal.workspace_id && name(principal.workspace_id)],
        ["API key", principal.api_key_id && name(principal.api_key_id)],
        [
          "User",
          (principal.user_id ?? metadata.user_id) && name(String(principal.user_id ?? metadata.user_id))
        ],
        ["Tags", metadata.tags && name(metadata.tags.join(", "))],
        ["Id", id && name(id)]
      ])}
      <h2>Attempts</h2>
      ${
        attempts.length === 0
          ? html`<p class="empty">Nothing was sent.</p>`
          : html`${timeline(attempts, end)}
            ${table(
              "Attempts, in the order in which they ended",
              columns,
              attempts.map((attempt, index) => [
                index + 1,
                html`${name(attempt.endpoint)}${attempt.hedge === true && html` <b class="tag">hedge</b>`}`,
                outcome(attempt.outcome),
                html`+${ms(attempt.started_ms)}`,
                ms(attempt.duration_ms),
                ms(attempt.ttft_ms),
                attempt.cost === undefined ? none : usd(attempt.cost.usd),
                cameOf(attempt)
              ])
            )}`
      }
      ${
        routing !== undefined &&
        routing.warnings.length > 0 &&
        html`<h2>Warnings</h2>
          <ul>
            ${routing.warnings.map(({ message, param }) => html`<li>${name(String(param ?? ""))} ${message}</li>`)}
          </ul>`
      }
      <h2>Decision</h2>
      ${
        decision === undefined
          ? html`<p class="empty">
              ${
                error !== undefined && attempts.length === 0
                  ? "The call was refused before one of its candidates could be tried."
                  : `None is kept: of the last ${kept.limits.decisions} calls, those that were decided.`
              }
            </p>`
          : html`<p>
              ${decision.candidates.filter(({ verdict }) => verdict === "viable").length} of
              ${decision.candidates.length} candidates were viable, by ${name(decision.strategy)}.
              <a href="${base}/decisions/${number}">The whole decision</a>
              ${
                decision.candidates.some(({ probability = 0 }) => probability > 0) &&
                html`<span class="note"
                  >first place drawn with
                  ${percent(decision.candidates.find(({ rank }) => rank === 1)?.probability)}</span
                >`
              }
            </p>`
      }
      ${(receipt.request ?? receipt.response ?? receipt.embeddings) !== undefined && html`<h2>Bodies</h2>`}
      ${body("Request", receipt.request)} ${body("Answer", receipt.response ?? receipt.embeddings)}`
  }
}
