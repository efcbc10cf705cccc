import { printTerms } from "@turnout/core/ModelExpression"
import * as Result from "effect/Result"
import type { Ranking } from "../../decide/Decide.ts"
import type { Refusal } from "../../Refusal.ts"
import type { Item } from "../../resolve/Resolve.ts"
import * as MetricRoute from "../../decide/MetricRoute.ts"

export interface RankingsInput {
  readonly items: ReadonlyArray<Item>
  /** Items are tried in order, each ranked separately; otherwise their candidates are ranked together. */
  readonly apart: boolean
  /** The request's or host's ranking, for expressions without one. */
  readonly general: Ranking
  /** The request specifies it: suffixes are ignored. */
  readonly isExplicit: boolean
  readonly strategy: (name: string) => Ranking | undefined
}

export interface Rankings {
  readonly whole: Ranking
  /** By item; absent if all are ranked by `whole`. */
  readonly each?: ReadonlyArray<Ranking>
}

/** Rankings of all items by one: that of a host's strategy is the same for each call. */
const whole = new WeakMap<Ranking, Result.Result<Rankings, Refusal>>()

/** Precedence: metric route, the request's strategy, suffix, the host's strategy. */
export const rankings = (input: RankingsInput): Result.Result<Rankings, Refusal> => {
  const { apart, general, items } = input
  const isPlain = items.every(({ suffix, terms }) => suffix === undefined && terms === undefined)
  if (isPlain) {
    let alone = whole.get(general)
    if (alone === undefined) whole.set(general, (alone = Result.succeed({ whole: general })))
    return alone
  }
  const own = items.map((item) => ownOf(item, input))
  if (!apart) return pooled(items, own, general)
  const each = own.map((ranking) => ranking ?? general)
  const first = each[0] ?? general
  const isAlike = own.every((ranking) => ranking === undefined) || items.length === 1
  return Result.succeed(isAlike ? { whole: first } : { whole: first, each })
}

const ownOf = (item: Item, { isExplicit, strategy }: RankingsInput): Ranking | undefined => {
  const order = MetricRoute.orderOf(item.terms ?? [])
  if (order.length > 0) {
    const settled = MetricRoute.isSettled(order)
    return { name: "custom", strategy: MetricRoute.strategy(order), route: printTerms(order), settled }
  }
  return isExplicit || item.suffix === undefined ? undefined : strategy(item.suffix)
}

/** A pool has one order: items without a ranking take that of the others. */
const pooled = (
  items: ReadonlyArray<Item>,
  own: ReadonlyArray<Ranking | undefined>,
  general: Ranking
): Result.Result<Rankings, Refusal> => {
  const said = new Map<string, number>()
  for (const [index, { suffix }] of items.entries()) {
    const route = own[index]?.route
    const words = route === undefined ? (suffix === undefined ? undefined : `:${suffix}`) : `@${route}`
    if (words !== undefined && !said.has(words)) said.set(words, index)
  }
  const [, second] = said.values()
  if (second !== undefined) {
    const param = `gateway.models[${second}]`
    return Result.fail({
      code: "invalid_parameter_value",
      message: `Invalid '${param}': a pool has one order, and its items say ${[...said.keys()].map((words) => `'${words}'`).join(" and ")}.`,
      param,
      suggestion: "Set gateway.routing.mode to 'fallback', or use one suffix."
    })
  }
  return Result.succeed({ whole: own.find((ranking) => ranking !== undefined) ?? general })
}
