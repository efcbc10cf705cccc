import type * as Cooldown from "../Cooldown.ts"

/** A failed connection attempt. */
export interface Unreached {
  readonly provider: string
  readonly endpoint: string
  readonly at: number
  readonly siblings: ReadonlyArray<string>
}

/**
 * Detects failures of the host's own network: if connections to several providers fail in the same period and none
 * succeeds, no endpoint is penalised until one does.
 */
export interface Network {
  /** Records a failed connection. Returns whether it may count against the endpoint now. */
  readonly failed: (unreached: Unreached) => boolean
  /** A connection succeeded. Returns the failures, in order, that were not counted against an endpoint yet. */
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
  /** Failures since the last successful connection, oldest first. */
  let streak: Array<Unreached> = []
  /** Cooldowns of endpoints before the streak. */
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
