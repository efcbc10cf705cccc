import type { Place } from "@turnout/router/Limits"

/** Who is how often under way: as many entries as there are calls, and none without one. */
export interface Places {
  /** `undefined`: all are taken. */
  readonly take: (key: string, limit: number) => Place | undefined
}

export const make = (): Places => {
  const taken = new Map<string, number>()
  return {
    take: (key, limit) => {
      const count = taken.get(key) ?? 0
      if (!(count < limit)) return undefined
      taken.set(key, count + 1)
      let left = false
      return {
        leave: () => {
          if (left) return
          left = true
          const count = taken.get(key)! - 1
          if (count === 0) taken.delete(key)
          else taken.set(key, count)
        }
      }
    }
  }
}
