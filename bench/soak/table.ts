/** What came of the calls, counted. */
import { markdown } from "../table.ts"
import type { Seen } from "./call.ts"

export interface Tally {
  readonly add: (call: number, seen: Seen, allowed: number) => void
  readonly wrong: ReadonlyArray<string>
  readonly late: number
  readonly slowest: number
  /** The most attempts that any call tells of. */
  readonly most: number
  readonly share: (outcome: string) => number
  readonly outcomes: () => string
}

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`

export const make = (): Tally => {
  const counts = new Map<string, { calls: number; milliseconds: number; slowest: number }>()
  const wrong: Array<string> = []
  let [total, late, slowest, most] = [0, 0, 0, 0]
  return {
    add: (call, { attempts = 0, milliseconds, outcome, wrong: what }, allowed) => {
      const count = counts.get(outcome) ?? { calls: 0, milliseconds: 0, slowest: 0 }
      count.calls++
      count.milliseconds += milliseconds
      count.slowest = Math.max(count.slowest, milliseconds)
      counts.set(outcome, count)
      total++
      slowest = Math.max(slowest, milliseconds)
      most = Math.max(most, attempts)
      if (milliseconds > allowed) late++
      if (what !== undefined) wrong.push(`call ${call}, ${what}`)
    },
    wrong,
    get late() {
      return late
    },
    get slowest() {
      return slowest
    },
    get most() {
      return most
    },
    share: (outcome) => {
      let calls = 0
      for (const [each, count] of counts) if (each.startsWith(outcome)) calls += count.calls
      return calls / total
    },
    outcomes: () =>
      `${markdown(
        ["outcome", "calls", "share", "mean", "slowest"],
        [...counts]
          .sort(([, left], [, right]) => right.calls - left.calls)
          .map(([outcome, { calls, milliseconds, slowest }]) => [
            outcome,
            String(calls),
            percent(calls, total),
            `${(milliseconds / calls).toFixed(0)} ms`,
            `${slowest.toFixed(0)} ms`
          ])
      )}\n`
  }
}

/** What the vendors did. */
export const kinds = (met: { readonly [kind: string]: number }): string => {
  const total = Object.values(met).reduce((sum, count) => sum + count, 0)
  return `${markdown(
    ["trouble", "requests", "share"],
    Object.entries(met)
      .sort(([, left], [, right]) => right - left)
      .map(([kind, count]) => [kind, String(count), percent(count, total)])
  )}\n`
}
