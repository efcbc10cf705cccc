import type { Endpoint } from "@turnout/core/Endpoint"
import type { EndpointSignals } from "@turnout/core/Signals"
import { table, type Columns, type Table } from "./columns.ts"

/** Columns of frequently used lists, updated incrementally. */
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
  ) => Columns | undefined
}

/** Shorter lists are faster to read directly. */
const fewest = 64

/** With more pending changes than this the table is rebuilt. */
const most = 1024

interface Kept {
  readonly table: Table
  /** Number of changes that it has applied. */
  seen: number
  until: number
}

export const make = (): Tables => {
  let kept = new WeakMap<ReadonlyArray<Endpoint>, Kept>()
  /** Lists that were used once: most are made for one request and not seen again. */
  const met = new WeakSet<ReadonlyArray<Endpoint>>()
  let news: Array<string> = []
  /** Number of changes before those that are kept. */
  let before = 0
  const reset = () => {
    kept = new WeakMap()
    before += news.length
    news = []
  }
  return {
    changed: (id) => {
      news.push(id)
      if (news.length < 2 * most) return
      news = news.slice(most)
      before += most
    },
    reset,
    of: (endpoints, now, signalsOf, untilOf) => {
      if (endpoints.length < fewest) return undefined
      if (!met.has(endpoints)) {
        met.add(endpoints)
        return undefined
      }
      let entry = kept.get(endpoints)
      if (entry === undefined || entry.seen < before || now >= entry.until) {
        entry = { table: table(endpoints, signalsOf), seen: before + news.length, until: Infinity }
        for (const { id } of endpoints) entry.until = Math.min(entry.until, untilOf(id))
        kept.set(endpoints, entry)
      } else if (entry.seen < before + news.length) {
        const ids = new Set(news.slice(entry.seen - before))
        entry.table.follow(ids)
        for (const id of ids) entry.until = Math.min(entry.until, untilOf(id))
        entry.seen = before + news.length
      }
      return entry.table.columns
    }
  }
}
