import * as Options from "@turnout/core/Options"

export interface HedgeOptions {
  /** Maximum share of the last `calls` calls that may start a hedge, 0–1. Default: 0.05. */
  readonly share?: number
  /** Size of the window in calls. Default: 1,000. */
  readonly calls?: number
  /** Maximum ratio of the hedge's expected cost to the first attempt's. Default: 3. */
  readonly price_ratio?: number
}

export const check: Options.Check<HedgeOptions> = Options.object<HedgeOptions>({
  share: Options.number(0, 1),
  calls: Options.number(1, Infinity, "whole"),
  price_ratio: Options.number(0)
})

/** Budget of hedged attempts: a share of the router's most recent calls. */
export interface HedgeBudget {
  /** Counts one call. */
  readonly called: () => void
  readonly isOpen: () => boolean
  readonly take: () => void
}

export const make = ({ calls = 1000, share = 0.05 }: HedgeOptions = {}): HedgeBudget => {
  let call = 0
  /** Ordinals of the calls that started a hedge, oldest first. */
  const taken: Array<number> = []
  return {
    called: () => {
      call++
    },
    isOpen: () => {
      while (taken.length > 0 && taken[0]! <= call - calls) taken.shift()
      return taken.length + 1 <= share * calls
    },
    take: () => {
      taken.push(call)
    }
  }
}
