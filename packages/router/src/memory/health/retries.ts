export interface RetryBudget {
  /** Long-term ratio of retries to first requests per endpoint. Default: 0.2. */
  readonly ratio?: number
  /** Retries available at once per endpoint. Default: 10. */
  readonly burst?: number
}

/**
 * A token bucket of retries per endpoint, refilled by first requests: an endpoint that fails everything receives
 * little more than its regular requests.
 */
export interface Retries {
  readonly first: (endpoint: string) => void
  /** Takes a token if there is one. */
  readonly take: (endpoint: string) => boolean
}

const most = 4096

export const make = ({ burst = 10, ratio = 0.2 }: RetryBudget = {}): Retries => {
  /** Tokens taken; endpoints with a full bucket are absent. */
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
