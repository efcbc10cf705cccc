import type { Candidate, RequestFacts } from "@turnout/core/Candidate"
import type { Metric } from "@turnout/core/Decision"
import { seeded } from "@turnout/router/SeededRandom"
import type { Ranked, Strategy, StrategyInput } from "@turnout/router/Strategy"
import * as fc from "fast-check"
import { improve, metrics } from "./strategy-laws/improve.ts"
import * as Worlds from "./strategy-laws/worlds.ts"

export { candidate } from "./strategy-laws/worlds.ts"

/** Throws where a strategy breaks it on this input, and says how. */
export type Law = (strategy: Strategy, input: StrategyInput) => void

export interface LawsOptions {
  /** The metrics of which more good is never worse; all, where nothing is said. */
  readonly metrics?: ReadonlyArray<Metric>
  readonly runs?: number
  readonly seed?: number
}

/** All laws on generated candidates: some unmeasured, some unpriced, some equal. Plain: for any test runner. */
export const check = (strategy: Strategy, options: LawsOptions = {}): void => {
  const laws: ReadonlyArray<Law> = [
    inventsNothing,
    dropsNothing,
    isDeterministic,
    isPermutationInvariant,
    addsUp,
    chancesAreWhole,
    backupsAreOthers,
    ...(options.metrics ?? metrics).map(isMonotone)
  ]
  const run = fc.check(
    fc.property(Worlds.inputs, (input) => {
      for (const law of laws) law(strategy, input)
    }),
    { numRuns: options.runs ?? 200, ...(options.seed === undefined ? {} : { seed: options.seed }) }
  )
  if (!run.failed) return
  const how = run.errorInstance instanceof Error ? run.errorInstance.message : String(run.errorInstance)
  throw new Error(`${how} Seed ${run.seed}, on: ${JSON.stringify(run.counterexample?.[0].candidates)}`, {
    cause: run.errorInstance
  })
}

/** An input of one's own, for a law alone. */
export const inputOf = (
  candidates: ReadonlyArray<Candidate>,
  facts: Partial<RequestFacts> = {},
  seed = 1
): StrategyInput => {
  const drawn = seeded(seed)
  return {
    candidates,
    facts: { ...Worlds.facts, ...facts },
    now: 0,
    draw: (key) => drawn("strategy", key)
  }
}

export const inventsNothing: Law = (strategy, input) => {
  const given = new Set(idsOf(input))
  for (const { id } of strategy(input)) if (!given.has(id)) fail(`it invents '${id}'`)
}

export const dropsNothing: Law = (strategy, input) => {
  const ranked = strategy(input).map(({ id }) => id)
  for (const id of idsOf(input)) {
    const times = ranked.filter((other) => other === id).length
    if (times !== 1) fail(`it ranks '${id}' ${times} times`)
  }
}

export const isDeterministic: Law = (strategy, input) => {
  if (printed(strategy, input) !== printed(strategy, input)) fail("it ranks the same input in two ways")
}

export const isPermutationInvariant: Law = (strategy, input) => {
  const { candidates } = input
  const first = printed(strategy, input)
  const half = candidates.length >> 1
  for (const permuted of [
    candidates.toReversed(),
    [...candidates.slice(half), ...candidates.slice(0, half)]
  ]) {
    if (printed(strategy, { ...input, candidates: permuted }) !== first) {
      fail(`it depends on the order of ${permuted.map(({ endpoint }) => endpoint.id).join(", ")}`)
    }
  }
}

/** Contributions, added in their order, are the score, to the last bit. */
export const addsUp: Law = (strategy, input) => {
  for (const { contributions, id, score } of strategy(input)) {
    const sum = Object.values(contributions).reduce((total, part) => total + part, 0)
    if (sum !== score) fail(`the contributions of '${id}' sum to ${sum}, its score is ${score}`)
  }
}

/** A strategy that draws by itself reports the probabilities of all, and they sum to 1. */
export const chancesAreWhole: Law = (strategy, input) => {
  const ranked = strategy(input)
  const told = ranked.flatMap(({ probability }) => probability ?? [])
  if (told.length === 0) return
  if (told.length < ranked.length) fail(`it tells the chances of ${told.length} of ${ranked.length}`)
  const sum = told.reduce((total, chance) => total + chance, 0)
  if (!(Math.abs(sum - 1) < 1e-9 && told.every((chance) => chance >= 0))) fail(`its chances sum to ${sum}`)
  if (ranked[0]!.probability === 0) fail(`'${ranked[0]!.id}' comes first without a chance`)
}

/** A backup is another candidate, and starts after a finite delay; of those considered, the planned one is first. */
export const backupsAreOthers: Law = (strategy, input) => {
  const given = new Set(idsOf(input))
  for (const { backup, id, pairs } of strategy(input)) {
    for (const other of [backup, ...(pairs ?? [])]) {
      if (other?.endpoint === undefined) continue
      if (other.endpoint === id) fail(`'${id}' is its own backup`)
      if (!given.has(other.endpoint)) fail(`it invents the backup '${other.endpoint}'`)
    }
    if (backup === undefined) continue
    const { after_ms, endpoint, share = 0 } = backup
    if (!(after_ms >= 0 && after_ms < Infinity)) fail(`the backup of '${id}' starts after ${after_ms} ms`)
    if (!(share >= 0 && share <= 1)) fail(`the share of backups of '${id}' is ${share}`)
    if (pairs !== undefined && pairs[0]?.endpoint !== endpoint) fail(`the backup of '${id}' is not its best`)
  }
}

/**
 * A candidate that gets better in one metric, all else the same, does not fall behind. Where the strategy draws
 * who comes first, its chance does not fall: who of the others is drawn may change with it. Scores that differ by
 * no more than the rounding of a sum are equal, and may change places. It may fall behind those with
 * a backup: a better one makes a better first.
 */
export const isMonotone =
  (metric: Metric): Law =>
  (strategy, input) => {
    const before = strategy(input)
    for (const [index, candidate] of input.candidates.entries()) {
      const better = improve(metric, candidate)
      if (better === undefined) continue
      const { id } = candidate.endpoint
      const after = strategy({ ...input, candidates: input.candidates.with(index, better) })
      const [from, to] = [placeOf(before, id), placeOf(after, id)]
      const [chance, next] = [before[from]?.probability, after[to]?.probability]
      if (areInsured(before, after, id)) continue
      if (chance === undefined || next === undefined) {
        if (to > from && !isRounding(before, after, from, to)) {
          fail(`'${id}' falls from place ${from + 1} to ${to + 1} by a better ${metric}`)
        }
      } else if (next < chance - 1e-9) {
        fail(`the chance of '${id}' falls from ${chance} to ${next} by a better ${metric}`)
      }
    }
  }

/** Whether all that passed it have a backup; of drawn ones, whether any other has. */
const areInsured = (before: ReadonlyArray<Ranked>, after: ReadonlyArray<Ranked>, id: string): boolean => {
  const isInsured = (entry: Ranked): boolean => entry.id !== id && entry.backup !== undefined
  if (after.some(({ probability }) => probability !== undefined)) return after.some(isInsured)
  const ahead = new Set(before.slice(0, placeOf(before, id)).map((entry) => entry.id))
  const passed = after.slice(0, placeOf(after, id)).filter((entry) => !ahead.has(entry.id))
  return passed.length > 0 && passed.every(isInsured)
}

/**
 * Whether all that changed places have one score up to rounding, and rounding differed: the same two sums may be
 * exactly equal for one input and differ in the last bit for another. Scores exactly equal in both say nothing.
 */
const isRounding = (
  before: ReadonlyArray<Ranked>,
  after: ReadonlyArray<Ranked>,
  from: number,
  to: number
): boolean => {
  const scores = after.slice(from, to + 1).map(({ score }) => score)
  const passed = after.slice(from, to).map(({ id }) => before[placeOf(before, id)]?.score ?? NaN)
  const earlier = [before[from]!.score, ...passed]
  return isNear(scores) && isNear(earlier) && !(isOne(scores) && isOne(earlier))
}

const isNear = (scores: ReadonlyArray<number>): boolean =>
  Math.max(...scores) - Math.min(...scores) <= 1e-12 * Math.max(...scores.map(Math.abs))

const isOne = (scores: ReadonlyArray<number>): boolean => scores.every((score) => score === scores[0])

const placeOf = (ranked: ReadonlyArray<Ranked>, id: string): number =>
  ranked.findIndex((entry) => entry.id === id)

const idsOf = ({ candidates }: StrategyInput): ReadonlyArray<string> =>
  candidates.map(({ endpoint }) => endpoint.id)

const printed = (strategy: Strategy, input: StrategyInput): string => JSON.stringify(strategy(input))

const fail = (how: string): never => {
  throw new Error(`The strategy breaks a law: ${how}.`)
}
