export interface RetryBudget {
  /** Second requests per first request to the same endpoint, in the long run; 0.2. */
  readonly ratio?: number
  /** Second requests that it has in hand; 10. */
  readonly burst?: number
}

/**
 * A bucket of second requests per endpoint, which first ones fill: where everything fails, the endpoint gets
 * little more than the requests that were meant for it.
 */
export interface Retries {
  readonly first: (endpoint: string) => void
  /** Takes one, if there is one. */
  readonly take: (endpoint: string) => boolean
}

const most = 4096

export const make = ({ burst = 10, ratio = 0.2 }: RetryBudget = {}): Retries => {
  /** How much is gone; endpoints with a full bucket are not in it. */
  const gone = new Map<string, number>()
  return {
    first: (endpoint) => {
      const used = gone.get(endpoint)
      if (used === undefined) return
      if (used <= ratio) gone.delete(endpoint)
      else gone.set(endpoint, used - ratio)
    },
    take: (endpoint) => {
      const used = gone.get(endpoint) ?? 0
      if (used + 1 > burst) return false
      if (used === 0 && gone.size >= most) gone.delete(gone.keys().next().value!)
      gone.set(endpoint, used + 1)
      return true
    }
  }
}
