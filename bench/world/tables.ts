import type { Compared } from "@turnout/world/World"
import * as Statistics from "@turnout/world/Statistics"
import { markdown } from "../table.ts"
import { first, reference } from "./policies.ts"

/** What a policy came to in a world; of the seeds, in their order. */
export interface Result {
  readonly policy: string
  /** Micro-dollars per request, by seed. */
  readonly losses: ReadonlyArray<number>
  readonly loss: number
  readonly cost: number
  readonly wasted: number
  readonly late: number
  readonly failed: number
}

export type Results = { readonly [world: string]: ReadonlyArray<Result> }

export const resultOf = ({ cost, failed, late, loss, name, reports, wasted }: Compared): Result => ({
  policy: name,
  losses: reports.map((report) => Math.round(report.loss.mean * 10) / 10),
  loss: Math.round(loss.mean * 10) / 10,
  cost: Math.round(cost.mean * 10) / 10,
  wasted: Math.round(wasted.mean * 10_000) / 10_000,
  late: Math.round(late.mean * 10_000) / 10_000,
  failed: Math.round(failed.mean * 100_000) / 100_000
})

const of = (results: ReadonlyArray<Result>, policy: string): Result | undefined =>
  results.find((result) => result.policy === policy)

/** The share of the way from the first release to the best possible, over all seeds; undefined where there is no way. */
export const gapClosed = (results: ReadonlyArray<Result>, policy: string): number | undefined => {
  const [from, to, at] = [first, reference, policy].map((name) => of(results, name)?.loss)
  if (from === undefined || to === undefined || at === undefined) return undefined
  return from - to < 0.01 * from ? undefined : (from - at) / (from - to)
}

/** The mean difference of two policies, paired by seed, with its 95 % interval. */
export const paired = (
  results: ReadonlyArray<Result>,
  policy: string,
  other: string
): Statistics.Estimate => {
  const [one, two] = [of(results, policy)!.losses, of(results, other)!.losses]
  return Statistics.estimate(one.map((loss, seed) => loss - two[seed]!))
}

const percent = (share: number | undefined, digits = 0): string =>
  share === undefined ? "–" : `${(100 * share).toFixed(digits)} %`

/** Loss of every policy in every world; the least of those that are no reference is bold. */
export const lossTable = (results: Results): string => {
  const worlds = Object.keys(results)
  const policies = results[worlds[0]!]!.map(({ policy }) => policy)
  const least = worlds.map((world) =>
    Math.min(...results[world]!.filter(({ policy }) => policy !== reference).map(({ loss }) => loss))
  )
  const rows = policies.map((policy) => [
    policy,
    ...worlds.map((world, index) => {
      const loss = of(results[world]!, policy)?.loss
      if (loss === undefined) return "–"
      return loss === least[index] ? `**${loss.toFixed(0)}**` : loss.toFixed(0)
    })
  ])
  return markdown(["µ$ per request", ...worlds], rows)
}

/** One policy against the best possible, and against another one. */
export const gapTable = (results: Results, policy: string, other: string): string => {
  const rows = Object.entries(results).map(([world, all]) => {
    const { failed, late, wasted } = of(all, policy)!
    const { high, low, mean } = paired(all, policy, other)
    const verdict = high < 0 ? "better" : low > 0 ? "worse" : "no difference shown"
    return [
      world,
      percent(gapClosed(all, policy)),
      `${mean.toFixed(0)} (${low.toFixed(0)} to ${high.toFixed(0)})`,
      verdict,
      percent(wasted, 1),
      percent(late, 2),
      percent(failed, 3)
    ]
  })
  return markdown(["world", "gap closed", `µ$ against ${other}`, "", "wasted", "late", "failed"], rows)
}
