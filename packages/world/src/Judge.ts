import type { Decision, DecisionCandidate } from "@turnout/core/Decision"
import { replay, type ReplayOptions } from "@turnout/router/Decision"
import * as Result from "effect/Result"
import * as Statistics from "./Statistics.ts"

/** A recorded decision (`gateway.include: ["decision"]`) and what its call came to. */
export interface Logged {
  readonly decision: Decision
  /** What the call lost, in any unit: cost, and what a late or missing answer is worth to the host. */
  readonly loss: number
}

export interface Judged {
  readonly decisions: number
  /** Mean loss as it was recorded. */
  readonly recorded: Statistics.Estimate
  /** Mean loss under the strategy: each loss counts by how much likelier the strategy makes the choice. Unbiased. */
  readonly ips: Statistics.Estimate
  /** The same over the sum of the weights: a little biased, and steadier. */
  readonly snips: Statistics.Estimate
  /**
   * Mean losses of endpoints, fitted on the other half of the log, corrected by what they miss. Unbiased, and the
   * narrowest where endpoints differ in the mean.
   */
  readonly doubly_robust: Statistics.Estimate
  /** How many recorded calls of equal weight would say as much. */
  readonly effective: number
  /** Share of the strategy's choices, 0–1, that the recorded router never made. */
  readonly unsupported: number
}

/** Why nothing can be said, in words; `judged` would be wrong, not only wide. */
export interface Unsupported {
  readonly message: string
  readonly decisions: number
  readonly effective: number
  readonly unsupported: number
}

export interface JudgeOptions extends ReplayOptions {
  /** Largest share of unsupported choices at which it judges. Default: 0.02. */
  readonly most_unsupported?: number
  /** Fewest effective calls at which it judges. Default: 30. */
  readonly least_effective?: number
}

interface Row {
  readonly loss: number
  readonly chosen: string
  /** The strategy's probability of the choice over the recorded one. */
  readonly weight: number
  readonly wanted: ReadonlyArray<{ readonly endpoint: string; readonly probability: number }>
}

/**
 * Judges a strategy by decisions that another one made, without a call: each record states with which probability
 * its router asked the endpoint that it asked first. It needs records in which the strategy's choices have a chance
 * (exploration, `selection: "spread"`, a strategy that draws), and says so where they have none. What a choice does
 * to later calls (load, caches, limits) no log can tell; `World.run` can.
 */
export const judge = (
  logged: ReadonlyArray<Logged>,
  options: JudgeOptions
): Result.Result<Judged, Unsupported> => {
  const { least_effective = 30, most_unsupported = 0.02 } = options
  const rows: Array<Row> = []
  let missing = 0
  for (const { decision, loss } of logged) {
    const asked = decision.candidates.find(({ rank }) => rank === 1)
    const judged = replay(decision, options)
    if (asked === undefined || judged === undefined || !Number.isFinite(loss)) continue
    const recorded = new Map(decision.candidates.map((candidate) => [candidate.endpoint, chance(candidate)]))
    const wanted = judged.candidates.flatMap((candidate) => {
      const probability = chance(candidate)
      return probability > 0 ? [{ endpoint: candidate.endpoint, probability }] : []
    })
    for (const { endpoint, probability } of wanted) if (!(recorded.get(endpoint)! > 0)) missing += probability
    const behind = recorded.get(asked.endpoint)!
    const ahead = wanted.find(({ endpoint }) => endpoint === asked.endpoint)?.probability ?? 0
    rows.push({ loss, chosen: asked.endpoint, weight: behind > 0 ? ahead / behind : 0, wanted })
  }
  const decisions = rows.length
  const unsupported = decisions === 0 ? 1 : missing / decisions
  let sum = 0
  let squares = 0
  for (const { weight } of rows) {
    sum += weight
    squares += weight * weight
  }
  const effective = squares === 0 ? 0 : (sum * sum) / squares
  const refuse = (message: string) => Result.fail({ message, decisions, effective, unsupported })
  if (decisions === 0) return refuse("There is no recorded decision that the strategy could be asked about.")
  if (unsupported > most_unsupported) {
    return refuse(
      `${percent(unsupported)} of the strategy's choices were never made in the log, so that nothing is known of them. Record decisions with exploration, with 'selection: "spread"' or with a strategy that draws.`
    )
  }
  if (effective < least_effective) {
    return refuse(
      `The log says as much of the strategy as ${effective.toFixed(1)} calls would, of ${decisions} recorded; at least ${least_effective} are needed.`
    )
  }
  const mean = sum / decisions
  const ratio = rows.reduce((total, { loss, weight }) => total + weight * loss, 0) / sum
  return Result.succeed({
    decisions,
    recorded: Statistics.estimate(rows.map(({ loss }) => loss)),
    ips: Statistics.estimate(rows.map(({ loss, weight }) => weight * loss)),
    snips: moved(
      Statistics.estimate(rows.map(({ loss, weight }) => (weight * (loss - ratio)) / mean)),
      ratio
    ),
    doubly_robust: Statistics.estimate(corrected(rows)),
    effective,
    unsupported
  })
}

const chance = ({ probability, rank }: DecisionCandidate): number => probability ?? (rank === 1 ? 1 : 0)

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

const moved = ({ high, low, mean }: Statistics.Estimate, by: number): Statistics.Estimate => ({
  mean: mean + by,
  low: low + by,
  high: high + by
})

/** Each half of the log is predicted by the mean losses of the other one. */
const corrected = (rows: ReadonlyArray<Row>): ReadonlyArray<number> => {
  const models = [means(rows, 1), means(rows, 0)]
  return rows.map(({ chosen, loss, wanted, weight }, index) => {
    const model = models[index % 2]!
    let predicted = 0
    for (const { endpoint, probability } of wanted) predicted += probability * model(endpoint)
    return predicted + weight * (loss - model(chosen))
  })
}

/** Mean losses by endpoint over every second row; of an endpoint that it does not hold the mean of all. */
const means = (rows: ReadonlyArray<Row>, parity: number): ((endpoint: string) => number) => {
  const sums = new Map<string, { sum: number; count: number }>()
  let sum = 0
  let count = 0
  for (let index = parity; index < rows.length; index += 2) {
    const { chosen, loss } = rows[index]!
    const entry = sums.get(chosen) ?? { sum: 0, count: 0 }
    entry.sum += loss
    entry.count++
    sums.set(chosen, entry)
    sum += loss
    count++
  }
  return (endpoint) => {
    const entry = sums.get(endpoint)
    return entry === undefined ? sum / Math.max(1, count) : entry.sum / entry.count
  }
}
