/**
 * How long an endpoint is ranked last, and never refused, for what does not pass by being asked again: nobody gets
 * an answer of it, or it refuses a model or a parameter. A pure reducer; time is an argument.
 */
export interface Demotion {
  /** Such ends of attempts one after another, with no answer between. */
  readonly strikes: number
  /** Clock reading until which it is ranked last. */
  readonly until: number
  /** How often it was demoted since the last answer. */
  readonly relapses: number
}

/** A wait in vain: `unanswered`, for the first content; `stalled`, for what follows it. */
export type Vain = "unanswered" | "stalled"

/** `refused`: the vendor says that it does not serve this. */
export type Cause = Vain | "refused"

export const zero: Demotion = { strikes: 0, until: 0, relapses: 0 }

const tolerated = 3
const firstUnanswered = 15_000
const longest = 300_000

const duration = (cause: Cause, relapses: number): number =>
  cause === "refused" ? longest : Math.min(firstUnanswered * 2 ** relapses, longest)

/** One more. Attempts that began before the demotion and end within it are the same event. */
export const strike = (state: Demotion, cause: Cause, now: number): Demotion => {
  if (now < state.until) return state
  const strikes = Math.min(state.strikes + 1, tolerated)
  if (strikes < tolerated) return { ...state, strikes }
  return {
    strikes,
    until: now + duration(cause, state.relapses),
    relapses: Math.min(state.relapses + 1, 16)
  }
}

export const isActive = (state: Demotion, now: number): boolean => state.until > now

/** Its time is over, and no answer has confirmed recovery: the next call tries it. */
export const isSuspect = ({ strikes, until }: Demotion, now: number): boolean =>
  strikes >= tolerated && until <= now

/**
 * Whether a wait that its caller ended says something of the endpoint: it lasted as long as all but the slowest
 * answers take, or nobody ever had an answer. A stop button, or a search at every key stroke, says nothing.
 */
export const isTelling = (waited: number, usual: number | undefined): boolean =>
  waited > 0 && waited >= (usual ?? 0)

const shortestSilence = 1_000

/**
 * Whether a silence within an answer that its caller ended says something of the endpoint: not one byte came for a
 * second, and for as long as all but the slowest answers take to begin.
 */
export const isTellingSilence = (silence: number, usual: number | undefined): boolean =>
  silence >= Math.max(shortestSilence, usual ?? 0)
