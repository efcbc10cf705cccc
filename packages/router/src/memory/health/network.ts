import type * as Cooldown from "../Cooldown.ts"

/** A connection that did not come about. */
export interface Unreached {
  readonly provider: string
  readonly endpoint: string
  readonly at: number
  readonly siblings: ReadonlyArray<string>
}

/**
 * Whether connections come about at all. Providers that fail to be reached in the same moment, while none is
 * reached, have the host's own network in common: nobody is blamed until somebody is reached.
 */
export interface Network {
  /** It could not be reached. Tells whether it may be held against the endpoint now. */
  readonly failed: (unreached: Unreached) => boolean
  /** Somebody was reached: those who were not are told, in order, if they were not held against anybody yet. */
  readonly reached: () => ReadonlyArray<Unreached>
  readonly isSuspect: (now: number) => boolean
}

const moment = 10_000
const most = 256

export interface NetworkOptions {
  readonly read: (endpoint: string) => Cooldown.Cooldown
  readonly restore: (endpoint: string, state: Cooldown.Cooldown) => void
}

export const make = ({ read, restore }: NetworkOptions): Network => {
  /** Since somebody was reached last; the oldest first. */
  let streak: Array<Unreached> = []
  /** What was held against endpoints before the streak. */
  const before = new Map<string, Cooldown.Cooldown>()

  const forget = (now: number): void => {
    if (streak.length > 0 && streak[0]!.at <= now - moment)
      streak = streak.filter(({ at }) => at > now - moment)
    if (streak.length === 0) before.clear()
  }

  const isShared = (): boolean => streak.some(({ provider }) => provider !== streak[0]!.provider)

  return {
    failed: (unreached) => {
      const { at, endpoint } = unreached
      forget(at)
      const wasShared = isShared()
      if (before.size < most && !before.has(endpoint)) before.set(endpoint, read(endpoint))
      if (streak.length < most) streak.push(unreached)
      if (!isShared()) return true
      if (!wasShared) for (const [id, state] of before) restore(id, state)
      return false
    },
    reached: () => {
      if (streak.length === 0) return streak
      const held = isShared() ? streak : []
      streak = []
      before.clear()
      return held
    },
    isSuspect: (now) => {
      forget(now)
      return isShared()
    }
  }
}
