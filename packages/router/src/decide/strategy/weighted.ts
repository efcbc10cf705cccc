import type { RequestFacts } from "@turnout/core/Candidate"
import type { Metric, Terms, Weights } from "@turnout/core/Decision"
import type { Ranked, Strategy, StrategyInput } from "./contract.ts"
import * as Metrics from "./metric.ts"

/** A metric with its normalised weight. */
export interface Share {
  readonly metric: Metric
  readonly share: number
}

/** Positive weights divided by their sum, in the order of summation. */
export const shares = (weights: Weights): ReadonlyArray<Share> => {
  let sum = 0
  for (const metric of Metrics.metrics) sum += weights[metric] ?? 0
  if (!(sum > 0 && sum < Infinity)) {
    throw new RangeError("weights must be numbers of 0 or more, and one of them above 0")
  }
  return Metrics.metrics
    .map((metric) => ({ metric, share: (weights[metric] ?? 0) / sum }))
    .filter(({ share }) => share > 0)
}

/** Utilities in one table, a column of `count` values per share. */
export interface Scored {
  readonly shares: ReadonlyArray<Share>
  readonly count: number
  readonly utilities: Float64Array
}

/** Fills `scores` by row: contributions summed left to right. */
export const score = (
  shares: ReadonlyArray<Share>,
  rows: Uint32Array,
  figures: Metrics.Figures,
  facts: RequestFacts,
  scores: Float64Array
): Scored => {
  const count = rows.length
  const utilities = new Float64Array(shares.length * count)
  for (let column = 0; column < shares.length; column++) {
    const { metric, share } = shares[column]!
    const start = column * count
    Metrics.read(metric, utilities, start, rows, figures, facts)
    Metrics.toUtilities(metric, utilities, start, count)
    if (column === 0)
      for (let index = 0; index < count; index++) scores[rows[index]!] = share * utilities[index]!
    else
      for (let index = 0; index < count; index++) scores[rows[index]!]! += share * utilities[start + index]!
  }
  return { shares, count, utilities }
}

export const utilitiesOf = ({ shares, count, utilities }: Scored, row: number): Terms => {
  const terms: { [term: string]: number } = {}
  for (let column = 0; column < shares.length; column++) {
    terms[shares[column]!.metric] = utilities[column * count + row]!
  }
  return terms
}

export const contributionsOf = ({ shares, count, utilities }: Scored, row: number): Terms => {
  const terms: { [term: string]: number } = {}
  for (let column = 0; column < shares.length; column++) {
    const { metric, share } = shares[column]!
    terms[metric] = share * utilities[column * count + row]!
  }
  return terms
}

/** A weighted sum of utilities. Ties are ordered by endpoint id. */
export const weighted = (weights: Weights): Strategy => {
  const parts = shares(weights)
  const strategy = ({ candidates, facts }: StrategyInput): ReadonlyArray<Ranked> => {
    const rows = Uint32Array.from(candidates, (_, row) => row)
    const scores = new Float64Array(candidates.length)
    const figures: Metrics.Figures = {
      signals: (row) => candidates[row]!.signals,
      cost: (row) => candidates[row]!.expected_cost,
      prior: (row) => candidates[row]!.endpoint.facts.prior,
      quality: (row) => candidates[row]!.quality
    }
    const scored = score(parts, rows, figures, facts, scores)
    return candidates
      .map((candidate, row) => ({
        id: candidate.endpoint.id,
        score: scores[row]!,
        utilities: utilitiesOf(scored, row),
        contributions: contributionsOf(scored, row)
      }))
      .sort(byScore)
  }
  return Object.assign(strategy, { weights })
}

export const byScore = (left: Ranked, right: Ranked): number =>
  right.score - left.score || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
