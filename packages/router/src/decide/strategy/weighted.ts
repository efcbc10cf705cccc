import type { RequestFacts } from "@turnout/core/Candidate"
import type { Metric, Terms, Weights } from "@turnout/core/Decision"
import type { Scratch } from "../scratch.ts"
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

/** The utilities of a weighted sum. */
export const score = (
  shares: ReadonlyArray<Share>,
  rows: Uint32Array,
  figures: Metrics.Figures,
  facts: RequestFacts
): Scored => {
  const count = rows.length
  const utilities = new Float64Array(shares.length * count)
  for (let column = 0; column < shares.length; column++) {
    const { metric } = shares[column]!
    Metrics.read(metric, utilities, column * count, rows, figures, facts, undefined)
    Metrics.toUtilities(metric, utilities, column * count, count, facts)
  }
  return { shares, count, utilities }
}

/** The score of a row: contributions added left to right. */
export const scoreOf = ({ shares, count, utilities }: Scored, row: number): number => {
  let score = shares[0]!.share * utilities[row]!
  for (let column = 1; column < shares.length; column++) {
    score += shares[column]!.share * utilities[column * count + row]!
  }
  return score
}

/** Fills `scores` by row, and keeps no utilities: `score` has the same. */
export const sum = (
  shares: ReadonlyArray<Share>,
  rows: Uint32Array,
  figures: Metrics.Figures,
  facts: RequestFacts,
  scores: Float64Array,
  { column, values }: Pick<Scratch, "column" | "values">
): void => {
  const count = rows.length
  for (let index = 0; index < shares.length; index++) {
    const { metric, share } = shares[index]!
    Metrics.read(metric, values, 0, rows, figures, facts, column)
    Metrics.toUtilities(metric, values, 0, count, facts)
    if (index === 0) for (let place = 0; place < count; place++) scores[rows[place]!] = share * values[place]!
    else for (let place = 0; place < count; place++) scores[rows[place]!]! += share * values[place]!
  }
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
    const figures: Metrics.Figures = {
      signals: (row) => candidates[row]!.signals,
      cost: (row) => candidates[row]!.expected_cost,
      prior: (row) => candidates[row]!.endpoint.facts.prior,
      quality: (row) => candidates[row]!.quality
    }
    const scored = score(parts, rows, figures, facts)
    return candidates
      .map((candidate, row) => ({
        id: candidate.endpoint.id,
        score: scoreOf(scored, row),
        utilities: utilitiesOf(scored, row),
        contributions: contributionsOf(scored, row)
      }))
      .sort(byScore)
  }
  return Object.assign(strategy, { weights, [normalised]: parts })
}

const normalised: unique symbol = Symbol("weights that add up to 1")

/** The shares of a strategy that is a weighted sum; one that `weighted` made has them. */
export const sharesOf = (
  strategy: Strategy & { readonly [normalised]?: ReadonlyArray<Share> },
  weights: Weights
): ReadonlyArray<Share> => strategy[normalised] ?? shares(weights)

export const byScore = (left: Ranked, right: Ranked): number =>
  right.score - left.score || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
