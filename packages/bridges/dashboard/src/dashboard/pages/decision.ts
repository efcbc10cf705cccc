import type { Decision, DecisionCandidate } from "@turnout/core/Decision"
import { percentile } from "@turnout/router/Signals"
import { count, date, ms, none, usd } from "../format.ts"
import { html, type Html } from "../html.ts"
import { problem, type Page } from "../page.ts"
import { badge, bar, facts, legend, name, table, type Column, type Piece } from "../parts.ts"

/** Every term of any candidate's score, in the order of summation. */
const termsOf = (candidates: ReadonlyArray<DecisionCandidate>): ReadonlyArray<string> => [
  ...new Set(candidates.flatMap(({ contributions }) => Object.keys(contributions ?? {})))
]

/** There are so many colours; further terms share the last. */
const kindOf = (term: number): string => `term-${Math.min(term, 5)}`

const sizeOf = ({ contributions = {} }: DecisionCandidate): number =>
  Object.values(contributions).reduce((sum, part) => sum + Math.abs(part), 0)

const pieces = (
  { contributions = {} }: DecisionCandidate,
  terms: ReadonlyArray<string>,
  whole: number
): ReadonlyArray<Piece> => {
  let from = 0
  return terms.flatMap((term, index) => {
    const part = Math.abs(contributions[term] ?? 0) / whole
    if (!(part > 0)) return []
    const piece = { from, to: from + part, kind: kindOf(index) }
    from += part
    return [piece]
  })
}

/** Three decimals; of a loss in USD, which has none there, three digits. */
const short = (value: number): string => (value < 0 && value > -0.1 ? value.toPrecision(3) : value.toFixed(3))

const said = ({ contributions = {} }: DecisionCandidate): string =>
  Object.entries(contributions)
    .map(([term, part]) => `${term} ${short(part)}`)
    .join(", ")

const viable = ({ candidates, facts }: Decision): Html => {
  const terms = termsOf(candidates)
  const shown = candidates.filter(({ verdict }) => verdict === "viable")
  const whole = Math.max(Number.MIN_VALUE, ...shown.map(sizeOf))
  const columns: ReadonlyArray<Column> = [
    { name: "#", number: true },
    { name: "Endpoint" },
    { name: "Score", number: true },
    { name: "Contributions" },
    ...terms.map((term) => ({ name: term, number: true })),
    { name: "Drawn first", number: true, title: "Probability that it was drawn first" },
    { name: "Expected cost", number: true },
    { name: "TTFT", number: true },
    { name: "Tokens/s", number: true },
    { name: "Outcomes", number: true, title: "Answers of all outcomes" },
    { name: "Notes" }
  ]
  return html`${terms.length > 0 && legend(terms.map((term, index) => [kindOf(index), term]))}
  ${table(
    "Viable candidates, in the order in which they are tried",
    columns,
    shown.map((candidate) => {
      const { backup, contributions, expected_cost, probability, rank, score, signals, unmeasured } =
        candidate
      const tps = percentile(signals.tps, facts.throughput_percentile)
      return [
        rank,
        name(candidate.endpoint),
        score === undefined ? none : short(score),
        terms.length === 0 ? none : bar(pieces(candidate, terms, whole), said(candidate)),
        ...terms.map((term) => (contributions?.[term] === undefined ? none : short(contributions[term]!))),
        probability === undefined || probability === 0 ? none : `${Math.round(probability * 100)} %`,
        usd(expected_cost.expected === undefined ? undefined : expected_cost.expected / 1e9),
        ms(percentile(signals.ttft_ms, facts.ttft_percentile)),
        tps === undefined ? none : Math.round(tps),
        signals.outcomes === 0 ? none : `${signals.successes}/${signals.outcomes}`,
        html`${signals.demoted !== undefined && `ranked last: ${signals.demoted.because} `}${
          unmeasured !== undefined && `unmeasured: ${unmeasured.join(", ")} `
        }${backup !== undefined && html`backup ${name(backup.endpoint)} after ${ms(backup.after_ms)}`}`
      ]
    })
  )}`
}

const excluded = ({ candidates }: Decision): Html | false => {
  const shown = candidates.filter(({ verdict }) => verdict === "excluded")
  return (
    shown.length > 0 &&
    html`<h2>Excluded</h2>
      ${table(
        "Excluded candidates, each with the first constraint that it failed",
        [{ name: "Endpoint" }, { name: "Reason" }, { name: "Detail", wide: true }],
        shown.map(({ detail, endpoint, reason = "" }) => [
          name(endpoint),
          badge("quiet", reason),
          detail ?? ""
        ])
      )}`
  )
}

export const decision: Page = ({ base, kept, rest }) => {
  const found = /^[1-9]\d{0,15}$/.test(rest) ? kept.get(Number(rest)) : undefined
  const decision = found?.receipt.decision
  if (found === undefined || decision === undefined) {
    return problem(404, "No such decision", "The call decided nothing, or its decision is kept no more.")
  }
  const { candidates, explored, facts: of, items, route, selection, shadow, strategy, weights } = decision
  const { number } = found
  return {
    title: `Decision of call ${number}`,
    data: { number, decision },
    body: html`<p><a href="${base}/calls">Calls</a> / <a href="${base}/calls/${number}">Call ${number}</a></p>
      <h1>Decision of call ${number}</h1>
      ${facts([
        ["Made", date(decision.at)],
        ["Strategy", name(strategy)],
        [
          "Weights",
          weights &&
            Object.entries(weights)
              .map(([metric, weight]) => `${metric} ${Number(weight.toPrecision(3))}`)
              .join(", ")
        ],
        ["Route", route && name(route)],
        ["Items", items?.map((item) => `${item.expression} by ${item.strategy}`).join(", then ")],
        ["Selection", selection],
        ["First is explored", explored?.replace("_", " ")],
        ["Preferred provider that was missed", decision.missed_prefer && name(decision.missed_prefer)],
        ["Prompt, estimated", html`${count(of.prompt_tokens)} tokens`],
        ["Stream", of.stream ? "yes" : "no"],
        ["Seed", String(decision.seed)],
        ["Copied to", shadow && name(shadow.to)]
      ])}
      <h2>Viable</h2>
      ${
        candidates.some(({ verdict }) => verdict === "viable")
          ? viable(decision)
          : html`<p class="empty">No candidate was viable.</p>`
      }
      ${excluded(decision)}`
  }
}
