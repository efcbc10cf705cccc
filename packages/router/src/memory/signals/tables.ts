import type { Endpoint } from "@turnout/core/Endpoint"
import type { EndpointSignals } from "@turnout/core/Signals"
import { table, type Columns, type Table } from "./columns.ts"

/** Columns of lists that are decided on again and again, updated incrementally. */
export interface Tables {
  /** An outcome of this endpoint was recorded. */
  readonly changed: (id: string) => void
  /** Many endpoints changed, or it is not known which. */
  readonly reset: () => void
  readonly of: (
    endpoints: ReadonlyArray<Endpoint>,
    now: number,
    signalsOf: (id: string) => EndpointSignals,
    /** Clock reading until which the signals hold if nothing is recorded. */
    untilOf: (id: string) => number
  ) => Columns
}

/** Changes that are remembered; a list that has missed more is read again. */
const most = 1024

interface Kept {
  readonly table: Table
  /** Number of changes that it has applied. */
  seen: number
  until: number
}

export const make = (): Tables => {
  const kept = new WeakMap<ReadonlyArray<Endpoint>, Kept>()
  /** The last changes, in a ring. */
  const news: Array<string> = []
  /** Number of changes so far. */
  let count = 0
  const refresh = (
    entry: Kept,
    endpoints: ReadonlyArray<Endpoint>,
    untilOf: (id: string) => number
  ): void => {
    entry.seen = count
    entry.until = Infinity
    for (const { id } of endpoints) entry.until = Math.min(entry.until, untilOf(id))
  }
  return {
    changed: (id) => {
      news[count % most] = id
      count++
    },
    reset: () => {
      count += most + 1
    },
    of: (endpoints, now, signalsOf, untilOf) => {
      let entry = kept.get(endpoints)
      if (entry === undefined) {
        entry = { table: table(endpoints, signalsOf), seen: 0, until: -Infinity }
        refresh(entry, endpoints, untilOf)
        kept.set(endpoints, entry)
        return entry.table.columns
      }
      const missed = count - entry.seen
      if (missed > most || missed > 4 * entry.table.size + 16 || now >= entry.until) {
        entry.table.refresh(signalsOf)
        refresh(entry, endpoints, untilOf)
        return entry.table.columns
      }
      for (; entry.seen < count; entry.seen++) {
        const id = news[entry.seen % most]!
        if (entry.table.update(id, signalsOf)) entry.until = Math.min(entry.until, untilOf(id))
      }
      return entry.table.columns
    }
  }
}
