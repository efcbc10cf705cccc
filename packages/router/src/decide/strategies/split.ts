import type { Candidate } from "@turnout/core/Candidate"
import * as Options from "@turnout/core/Options"
import { fromText } from "../../SeededRandom.ts"
import type { Ranked, Strategy, StrategyInput } from "../strategy/contract.ts"
import { near } from "../strategy/near.ts"
import { weighted } from "../strategy/weighted.ts"

export interface SplitOptions {
  /** By canonical model, or what `by` says; only their ratios matter. What is not named gets no calls but failovers. */
  readonly shares: { readonly [side: string]: number }
  /** What the names of shares are. Default: model. */
  readonly by?: "model" | "provider" | "endpoint"
  /** Ranks the candidates of one side. Default: as `balanced` does. */
  readonly within?: Strategy
}

const check: Options.Check<SplitOptions> = Options.also(
  Options.object<SplitOptions>(
    {
      shares: Options.record(Options.number(0, Number.MAX_SAFE_INTEGER)),
      by: Options.oneOf("model", "provider", "endpoint"),
      within: Options.callable<Strategy>()
    },
    ["shares"]
  ),
  ({ shares }, path, report) => {
    if (!Options.isRecord(shares) || Object.values(shares).some((share) => share !== 0)) return
    report.add(Options.join(path, "shares"), "invalid_parameter_value", "One of the shares must be above 0.")
  }
)

/**
 * Divides calls between models (or providers, endpoints) in stated shares, to move traffic from one to another step by
 * step. The request must name all of them (`gateway.models`). A session stays on its side, in every process, for as long as
 * the shares do not change; if one share is raised and the others are left, only sessions that go to it move, and
 * no more than it grew by. Calls without a session are drawn each for itself. The other sides follow as failovers.
 */
export const split = (options: SplitOptions): Strategy =>
  Options.made(check, options, () => strategyOf(options))

const even = weighted({ cost: 1, ttft: 1, tps: 1, reliability: 1 })

const strategyOf = ({ by = "model", shares, within = even }: SplitOptions): Strategy => {
  const sideOf = sides[by]
  return (input) => {
    const { candidates, draw, facts } = input
    const names = [...new Set(candidates.map(sideOf))].sort()
    const total = names.reduce((sum, name) => sum + shareOf(shares, name), 0)
    // If no side has a share, there is one side.
    const chances = new Map(
      names.map((name) => [name, total > 0 ? shareOf(shares, name) / total : undefined])
    )
    const session = facts.session === undefined ? undefined : fromText(facts.session)
    const luck = (side: string) => (session === undefined ? draw(`${side} side`) : session("split", side))
    const order = total > 0 ? drawn(names, chances, luck) : names
    const groups =
      total > 0
        ? order.map((name) => candidates.filter((candidate) => sideOf(candidate) === name))
        : [candidates]
    return groups.flatMap((group) => ranked(group, chances.get(sideOf(group[0]!)), within, input))
  }
}

const sides: { readonly [by in NonNullable<SplitOptions["by"]>]: (candidate: Candidate) => string } = {
  model: ({ endpoint }) => endpoint.model,
  provider: ({ endpoint }) => endpoint.provider,
  endpoint: ({ endpoint }) => endpoint.id
}

const shareOf = (shares: SplitOptions["shares"], name: string): number =>
  Object.hasOwn(shares, name) ? shares[name]! : 0

/**
 * Each side draws an exponential time with its share as rate, and the soonest is first: a share that grows takes from
 * all others, and nothing changes between these.
 */
const drawn = (
  names: ReadonlyArray<string>,
  chances: ReadonlyMap<string, number | undefined>,
  luck: (side: string) => number
): ReadonlyArray<string> => {
  const times = new Map(names.map((name) => [name, -Math.log(1 - luck(name)) / chances.get(name)!]))
  // A side without a share has no time, or none that ends.
  const timeOf = (name: string) => (chances.get(name) === 0 ? Infinity : times.get(name)!)
  return names.toSorted((left, right) => {
    const [one, other] = [timeOf(left), timeOf(right)]
    return one === other ? 0 : one - other
  })
}

/** The candidates of one side. Its first is drawn among its near-ties as selection would: the least loaded ones. */
const ranked = (
  candidates: ReadonlyArray<Candidate>,
  share: number | undefined,
  within: Strategy,
  input: StrategyInput
): ReadonlyArray<Ranked> => {
  const order = within({ ...input, candidates })
  const chance = share ?? 1
  const shown = (entry: Ranked, probability: number): Ranked => ({
    ...entry,
    utilities: share === undefined ? entry.utilities : { ...entry.utilities, share },
    probability
  })
  if (order.some(({ probability }) => probability !== undefined)) {
    return order.map((entry) => shown(entry, chance * (entry.probability ?? 0)))
  }
  const tied = tiesOf(order, candidates, input)
  const own = input.facts.session === undefined ? undefined : fromText(input.facts.session)
  const luckOf = (id: string) => (own === undefined ? input.draw(`${id} tie`) : own("best", id))
  let first = tied[0]
  for (const entry of tied) if (luckOf(entry.id) > luckOf(first!.id)) first = entry
  const rest = order.filter((entry) => entry !== first)
  return [...(first === undefined ? [] : [first]), ...rest].map((entry) =>
    shown(entry, tied.includes(entry) ? chance / tied.length : 0)
  )
}

const tiesOf = (
  order: ReadonlyArray<Ranked>,
  candidates: ReadonlyArray<Candidate>,
  { facts }: StrategyInput
): ReadonlyArray<Ranked> => {
  let best = -Infinity
  for (const { score } of order) best = Math.max(best, score)
  const close = order.filter(({ score }) => score >= best - near * Math.abs(best))
  // A session keeps its endpoint, however many wait there.
  if (facts.session !== undefined) return close
  const loads = new Map(candidates.map(({ endpoint, signals }) => [endpoint.id, signals.in_flight]))
  const least = Math.min(...close.map(({ id }) => loads.get(id)!))
  return close.filter(({ id }) => loads.get(id) === least)
}
