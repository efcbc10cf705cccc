import type { Decision, DecisionCandidate, DecisionItem } from "@turnout/core/Decision"
import { columnsOf, narrowed, wrapped, type Cells } from "./answer/fit.ts"
import { lineOf } from "./answer/line.ts"
import { percentile } from "./Signals.ts"

export interface ExplainOptions {
  /** Print a Markdown table in place of aligned columns. Default: false. */
  readonly markdown?: boolean
  /**
   * Columns of the terminal: of a wider table the reasons stand beneath their rows, then columns without a value are left
   * out, the terms of the scores, `first`, `tps`, `ttft` and `ok`. At least 40. Has no meaning in
   * Markdown. Default: no limit.
   */
  readonly columns?: number | undefined
}

/** Prints a decision as a table: the order of candidates with their scores, and the reason for each excluded one. */
export const explain = (decision: Decision, options: ExplainOptions = {}): string => {
  const { candidates } = decision
  const viable = candidates.filter(({ verdict }) => verdict === "viable").length
  const terms = termsOf(candidates)
  const header = ["#", "endpoint", "score", "first", ...terms, "expected", "ttft", "tps", "ok", "why"]
  const rows = candidates.map((candidate) => row(decision, candidate, terms))
  const markdown = options.markdown === true
  const columns = markdown ? Infinity : columnsOf(options.columns)
  const table = [header, ...rows].map((cells) => cells.map((cell) => plain(cell, markdown)))
  const lines = markdown ? asMarkdown(table) : fitted(table, columns, terms)
  const fit = (text: string) => (columns === Infinity ? [text] : wrapped(text, columns))
  const plan = planOf(candidates, markdown).flatMap(fit)
  return [...fit(title(decision, viable, markdown)), "", ...lines, ...plan].join("\n")
}

/** The aligned table; where it is wider than the terminal, with less in it, and its reasons beneath the rows. */
const fitted = (table: Cells, columns: number, terms: ReadonlyArray<string>): ReadonlyArray<string> => {
  const whole = aligned(table)
  if (whole.every((line) => line.length <= columns)) return whole
  const last = table[0]!.length - 1
  const silent = [...table[0]!.keys()].filter((column) =>
    table.every((cells, row) => row === 0 || /^\??$/.test(cells[column]!))
  )
  // In front of the terms stand `#`, `endpoint`, `score` and `first`; behind them `expected`, `ttft`, `tps`, `ok`, `why`.
  const spare = [silent, [...terms.keys()].map((term) => 4 + term), [3], [last - 2], [last - 3], [last - 1]]
  const bare = table.map((cells) => [...cells.slice(0, -1), ""])
  return aligned(narrowed(bare, columns, spare)).flatMap((line, index) => {
    const reason = index === 0 ? "" : table[index]!.at(-1)!
    return reason === "" ? [line] : [line, ...wrapped(reason, columns, "   ")]
  })
}

/** What is expected of the first with each backup that was considered. */
const planOf = (candidates: ReadonlyArray<DecisionCandidate>, markdown: boolean): ReadonlyArray<string> => {
  const { backup, endpoint, pairs = [] } = candidates.find(({ rank }) => rank === 1) ?? {}
  if (endpoint === undefined || (backup === undefined && pairs.length === 0)) return []
  const named = (id: string, after_ms: number) => `${plain(id, markdown)} after ${after_ms} ms`
  const plan = backup === undefined ? "no backup" : `backup ${named(backup.endpoint, backup.after_ms)}`
  const share = backup?.share === undefined ? "" : `, of ${percent(backup.share)} of the calls at most`
  const considered = pairs.map(({ after_ms = 0, endpoint, late, loss_usd, none, started }) => {
    const what = endpoint === undefined ? "without one" : `with ${named(endpoint, after_ms)}`
    return `- ${what}: loss $${loss_usd.toPrecision(3)}, started ${percent(started)}, late ${percent(late)}, none ${percent(none)}`
  })
  return ["", `${plain(endpoint, markdown)}: ${plan}${share}`, ...(markdown ? [""] : []), ...considered]
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))}%`

const title = (decision: Decision, viable: number, markdown: boolean): string => {
  const { candidates, items, seed, selection } = decision
  const by =
    items === undefined
      ? ranking(decision, markdown)
      : items
          .map((item) => `${ranking(item, markdown)} for ${plain(item.expression, markdown)}`)
          .join(", then ")
  const explored =
    decision.explored === undefined ? "" : `; the first is explored: ${decision.explored.replace("_", " ")}`
  const missed =
    decision.missed_prefer === undefined
      ? ""
      : `; the preferred provider '${plain(decision.missed_prefer, markdown)}' has no viable candidate`
  return `${viable} of ${candidates.length} candidates by ${by}, selection ${selection}, seed ${seed}${explored}${missed}`
}

const ranking = ({ route, strategy, weights }: DecisionItem | Decision, markdown: boolean): string => {
  const parts = Object.entries(weights ?? {}).map(([metric, weight]) => `${metric} ${weight}`)
  if (route !== undefined) parts.push(plain(route, markdown))
  return `${plain(strategy, markdown)}${parts.length === 0 ? "" : ` (${parts.join(", ")})`}`
}

/** Every term of any candidate's score, in the order of summation. */
const termsOf = (candidates: ReadonlyArray<DecisionCandidate>): ReadonlyArray<string> => [
  ...new Set(candidates.flatMap(({ contributions }) => Object.keys(contributions ?? {})))
]

const row = (
  { facts }: Decision,
  candidate: DecisionCandidate,
  terms: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const { contributions, expected_cost, probability, rank, score, signals } = candidate
  const ttft = percentile(signals.ttft_ms, facts.ttft_percentile)
  const tps = percentile(signals.tps, facts.throughput_percentile)
  return [
    rank === undefined ? "-" : String(rank),
    candidate.endpoint,
    score === undefined ? "" : short(score),
    probability === undefined || probability === 0 ? "" : `${Math.round(probability * 100)}%`,
    ...terms.map((term) => (contributions?.[term] === undefined ? "" : short(contributions[term]!))),
    expected_cost.expected === undefined ? "?" : `$${(expected_cost.expected / 1e9).toPrecision(3)}`,
    ttft === undefined ? "?" : `${Math.round(ttft)} ms`,
    tps === undefined ? "?" : `${Math.round(tps)}/s`,
    signals.outcomes === 0 ? "?" : `${signals.successes}/${signals.outcomes}`,
    why(candidate)
  ]
}

/** Three decimals; of a loss in USD, which has none there, three digits. */
const short = (value: number): string => (value < 0 && value > -0.1 ? value.toPrecision(3) : value.toFixed(3))

const why = ({ detail, reason, signals: { demoted }, unmeasured }: DecisionCandidate): string => {
  if (reason !== undefined) return detail === undefined || detail === "" ? reason : `${reason}: ${detail}`
  if (demoted !== undefined) {
    return `ranked last: ${demoted.because}${demoted.param === undefined ? "" : ` ${demoted.param}`}`
  }
  return unmeasured === undefined ? "" : `unmeasured: ${unmeasured.join(", ")}`
}

/** A cell must not contain terminal control characters or end a Markdown cell. */
const plain = (text: string, markdown: boolean): string => {
  const line = lineOf(text)
  return markdown ? line.replace(/[\\`*_<>|[\]]/g, "\\$&") : line
}

const aligned = (table: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = table[0]!.map((_, column) => Math.max(...table.map((cells) => cells[column]!.length)))
  return table.map((cells) =>
    cells
      .map((cell, column) =>
        isText(column, widths.length) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)
      )
      .join("  ")
      .trimEnd()
  )
}

const asMarkdown = (table: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const [header = [], ...rows] = table
  const line = (cells: ReadonlyArray<string>) => `| ${cells.join(" | ")} |`
  const rule = header.map((_, column) => (isText(column, header.length) ? "---" : "---:"))
  return [line(header), line(rule), ...rows.map(line)]
}

/** Text columns are left-aligned, numeric ones right-aligned. */
const isText = (column: number, columns: number): boolean => column === 1 || column === columns - 1
