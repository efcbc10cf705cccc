export interface HedgeOptions {
  /** Of the last `calls` calls so large a share may be started beside another attempt, 0–1; 0.05. */
  readonly share?: number
  /** 1,000. */
  readonly calls?: number
  /** What the second may be expected to cost at most, over the first; 3. */
  readonly price_ratio?: number
}

/** How many attempts may be started beside others: a share of the last calls, whoever made them. */
export interface HedgeBudget {
  /** One more call. */
  readonly called: () => void
  readonly isOpen: () => boolean
  readonly take: () => void
}

export const make = ({ calls = 1000, share = 0.05 }: HedgeOptions = {}): HedgeBudget => {
  let call = 0
  /** The calls that took one, the oldest first. */
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
