import type { Metric, Terms, Weights } from "@turnout/core/Decision"
import type { Ranked, Strategy } from "./contract.ts"
import * as Metrics from "./metric.ts"

/** A metric that counts, with its share of the whole. */
export interface Share {
  readonly metric: Metric
  readonly share: number
}

/** The weights divided by their sum, those above 0, in the order of adding. */
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

/** Utilities in a table, one column of `count` per share, and their weighted sums. */
export interface Scored {
  readonly shares: ReadonlyArray<Share>
  readonly count: number
  readonly utilities: Float64Array
  readonly scores: Float64Array
}

/** The raw figures in `table`, a column of `count` per share, become utilities; scores are added left to right. */
export const score = (shares: ReadonlyArray<Share>, table: Float64Array, count: number): Scored => {
  const scores = new Float64Array(count)
  for (let column = 0; column < shares.length; column++) {
    const { metric, share } = shares[column]!
    const start = column * count
    Metrics.toUtilities(metric, table, start, count)
    for (let row = 0; row < count; row++) scores[row]! += share * table[start + row]!
  }
  return { shares, count, utilities: table, scores }
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

/** One weighted sum over utilities. Equal scores go by endpoint id. */
export const weighted = (weights: Weights): Strategy => {
  const parts = shares(weights)
  const strategy = ({ candidates, facts }: Parameters<Strategy>[0]): ReadonlyArray<Ranked> => {
    const count = candidates.length
    const table = new Float64Array(parts.length * count)
    for (let column = 0; column < parts.length; column++) {
      const { metric } = parts[column]!
      for (let row = 0; row < count; row++) {
        table[column * count + row] = Metrics.valueOf(metric, candidates[row]!, facts)
      }
    }
    const scored = score(parts, table, count)
    return candidates
      .map((candidate, row) => ({
        id: candidate.endpoint.id,
        score: scored.scores[row]!,
        utilities: utilitiesOf(scored, row),
        contributions: contributionsOf(scored, row)
      }))
      .sort(byScore)
  }
  return Object.assign(strategy, { weights })
}

export const byScore = (left: Ranked, right: Ranked): number =>
  right.score - left.score || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
