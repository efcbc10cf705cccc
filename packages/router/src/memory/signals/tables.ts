import type { Endpoint } from "@turnout/core/Endpoint"
import type { EndpointSignals } from "@turnout/core/Signals"
import { table, type Columns, type Table } from "./columns.ts"

/** Columns of the lists that are asked for again and again, kept up to date by what happens. */
export interface Tables {
  /** Something was recorded of this endpoint. */
  readonly changed: (id: string) => void
  /** What is known of many has changed, or nobody knows of whom. */
  readonly reset: () => void
  readonly of: (
    endpoints: ReadonlyArray<Endpoint>,
    now: number,
    signalsOf: (id: string) => EndpointSignals,
    /** The clock reading until which that stands, if nothing happens. */
    untilOf: (id: string) => number
  ) => Columns | undefined
}

/** Fewer are read faster than they are looked up. */
const fewest = 64

/** More news than this, and the table is made anew. */
const most = 1024

interface Kept {
  readonly table: Table
  /** How much of the news it knows. */
  seen: number
  until: number
}

export const make = (): Tables => {
  let kept = new WeakMap<ReadonlyArray<Endpoint>, Kept>()
  /** Lists that were asked for once: most are made for one request and never seen again. */
  const met = new WeakSet<ReadonlyArray<Endpoint>>()
  let news: Array<string> = []
  /** How much was told before the news that are kept. */
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
