import type { Counter, Figures, Lease } from "../Counters.ts"

/** The last figures of a counter, and what this process did since. */
interface Entry {
  readonly counter: Counter
  figures: Figures
  /** Reserved by this process since the figures were read, and settled down to what was spent. */
  since: number
}

/** What a process knows of budgets while their store is away. */
export interface Known {
  readonly reserved: (lease: Lease) => void
  readonly settled: (lease: Lease, spent: number | undefined) => void
  /** Takes figures of the store in place of what was known. */
  readonly read: (counters: ReadonlyArray<Counter>, figures: ReadonlyArray<Figures>) => void
  readonly sum: (counter: Counter) => Figures
  /** The first counter in which the lease does not fit, as far as is known. */
  readonly objection: (lease: Lease) => number | undefined
  /** Rises with every change of this process's own. */
  readonly version: () => number
  /** Counters that were used, the newest last. */
  readonly used: () => ReadonlyArray<Counter>
}

/** Counters that are known at most. */
const most = 10_000

const zero: Figures = { spent: 0, reserved: 0, unpriced: 0 }

export const make = (): Known => {
  let version = 0
  const entries = new Map<string, Entry>()
  const nameOf = ({ key, start }: Counter): string => `${start}:${key}`

  const entryOf = (counter: Counter): Entry => {
    const name = nameOf(counter)
    const found = entries.get(name)
    const entry = found ?? { counter, figures: zero, since: 0 }
    if (found !== undefined) entries.delete(name)
    else if (entries.size >= most) entries.delete(entries.keys().next().value!)
    entries.set(name, entry)
    return entry
  }

  const sum = (counter: Counter): Figures => {
    const { figures, since } = entries.get(nameOf(counter)) ?? { figures: zero, since: 0 }
    return { ...figures, reserved: Math.max(0, figures.reserved + since) }
  }

  return {
    reserved: ({ counters, nanos }) => {
      version++
      for (const counter of counters) entryOf(counter).since += nanos
    },
    settled: ({ counters, nanos }, spent = 0) => {
      version++
      for (const counter of counters) entryOf(counter).since += spent - nanos
    },
    read: (counters, figures) => {
      for (const [index, counter] of counters.entries()) {
        const entry = entryOf(counter)
        entry.figures = figures[index] ?? zero
        entry.since = 0
      }
    },
    version: () => version,
    sum,
    objection: ({ counters, nanos }) => {
      if (nanos === 0) return undefined
      const index = counters.findIndex((counter) => {
        const { reserved, spent } = sum(counter)
        return spent + reserved + nanos > (counter.limit ?? Infinity)
      })
      return index < 0 ? undefined : index
    },
    used: () => Array.from(entries.values(), ({ counter }) => counter)
  }
}
