/**
 * Probes of an endpoint that got worse and was left: whether one after the other is as good as it usually was.
 * Mutable.
 */
export interface Probes {
  isProbed: boolean
  /** Good ones in a row; a slow one takes one back, since healthy endpoints have slow answers too. */
  good: number
  /** Bad ones in a row. */
  bad: number
}

/** Factor of the usual time to first content beyond which an answer is slow. */
export const tolerance = 1.8

/** Good probes after which it has recovered. */
const enough = 5

/** Milliseconds without a call after which the next one is a probe. */
const quietMs = 30_000

export const make = (): Probes => ({ isProbed: false, good: 0, bad: 0 })

/** Whether a call after so many milliseconds without one is a probe, if the endpoint is worse than usual. */
export const isQuiet = ({ isProbed }: Probes, after: number): boolean => !isProbed && after >= quietMs

export const begin = (probes: Probes): void => {
  probes.isProbed = true
  probes.good = 0
  probes.bad = 0
}

export const add = (probes: Probes, answer: "good" | "slow" | "failed"): void => {
  if (!probes.isProbed) return
  probes.bad = answer === "good" ? 0 : probes.bad + 1
  probes.good = answer === "good" ? probes.good + 1 : answer === "slow" ? Math.max(0, probes.good - 1) : 0
}

export const end = (probes: Probes): void => {
  probes.isProbed = false
}

export const isPromising = ({ good, isProbed }: Probes): boolean => isProbed && good > 0

export const hasReturned = ({ good, isProbed }: Probes): boolean => isProbed && good >= enough

/** Milliseconds that the next probe waits in addition to the usual silence: each costs as much as a bad answer. */
export const pauseOf = ({ bad, isProbed }: Probes): number => (isProbed && bad >= 2 ? 30_000 : 0)
