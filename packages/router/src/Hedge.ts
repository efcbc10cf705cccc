import * as Options from "@turnout/core/Options"

export interface HedgeOptions {
  /**
   * Maximum share of the calls made so far that may start a hedge, 0–1; of more than `calls`, of the last so many.
   * Attempts beside one that used its share of a stated deadline count apart, of `calls`. Default: 0.05, or what the strategy asks
   * for its planned backups (`slo`: 0.1).
   */
  readonly share?: number
  /** Size of the window in calls. Default: 1,000. */
  readonly calls?: number
  /** Maximum ratio of the hedge's expected cost to the first attempt's. Default: 3; of planned backups, none. */
  readonly price_ratio?: number
}

export const check: Options.Check<HedgeOptions> = Options.object<HedgeOptions>({
  share: Options.number(0, 1),
  calls: Options.number(1, Infinity, "whole"),
  price_ratio: Options.number(0)
})

/**
 * Why an attempt is started beside another: `late`, as a caller's `hedge` or a strategy's plan asks; `overdue`, that one
 * used its share of a stated deadline. Each has a budget of its own: hedges that save seconds must not leave a call
 * with a hung endpoint.
 */
export type Because = "late" | "overdue"

/** Budget of attempts that are started beside others: a share of the calls made so far, of which the last ones count. */
export interface HedgeBudget {
  /** Counts one call. */
  readonly called: () => void
  /** Whether one more call may start one. `planned`: the share that a strategy asks for. */
  readonly isOpen: (because?: Because, planned?: number) => boolean
  readonly take: (because?: Because) => void
  /** The share of these calls that started one because of lateness; absent while there was none. */
  readonly share: () => number | undefined
}

const usualShare = 0.05

/** A share is told of as many more calls: of the first ones a single hedge would be a large share. */
const few = 20

export const make = ({ calls = 1000, share }: HedgeOptions = {}): HedgeBudget => {
  let call = 0
  /** Ordinals of the calls that started one, oldest first. */
  const taken: { readonly [because in Because]: Array<number> } = { late: [], overdue: [] }
  return {
    called: () => {
      call++
    },
    isOpen: (because = "late", planned = usualShare) => {
      const ordinals = taken[because]
      while (ordinals.length > 0 && ordinals[0]! <= call - calls) ordinals.shift()
      // A hang is rare and costs a call: there may be several at once, from the first call on.
      const counted = because === "late" ? Math.min(call, calls) : calls
      return ordinals.length < (share ?? planned) * counted
    },
    take: (because = "late") => {
      taken[because].push(call)
    },
    share: () => {
      const { length } = taken.late
      return length === 0 ? undefined : Math.round((1000 * length) / (Math.min(call, calls) + few)) / 1000
    }
  }
}
