import * as Effect from "effect/Effect"
import type { Counter, Counters, Exhausted, Figures, Lease } from "../Counters.ts"

interface Held {
  readonly lease: Lease
  expires: number
}

/** What became of a lease: `booked` in full when it expired, or settled. */
interface Ended {
  readonly lease: Lease
  readonly booked: boolean
  readonly at: number
}

/** Milliseconds that a lease is known after its end, and a counter after its period. */
const remembered = 86_400_000

const zero: Figures = { spent: 0, reserved: 0, unpriced: 0 }

export const make = (now: () => number): Counters => {
  const counters = new Map<string, { figures: Figures; end: number }>()
  const held = new Map<string, Held>()
  /** In the order in which they ended. */
  const ended = new Map<string, Ended>()

  const nameOf = ({ key, start }: Counter): string => `${start}:${key}`
  const read = (counter: Counter): Figures => counters.get(nameOf(counter))?.figures ?? zero
  const add = (lease: Lease, reserved: number, spent: number, unpriced: number): void => {
    for (const counter of lease.counters) {
      const figures = read(counter)
      counters.set(nameOf(counter), {
        figures: {
          spent: figures.spent + spent,
          reserved: figures.reserved + reserved,
          unpriced: figures.unpriced + unpriced
        },
        end: counter.end
      })
    }
  }

  const end = (lease: Lease, booked: boolean, at: number): void => {
    held.delete(lease.id)
    ended.delete(lease.id)
    ended.set(lease.id, { lease, booked, at })
  }

  /** Books what expired, and drops what is too old to matter. */
  const reap = (at: number): void => {
    for (const { expires, lease } of held.values()) {
      if (expires > at) continue
      add(lease, -lease.nanos, lease.nanos, 0)
      end(lease, true, at)
    }
    for (const [id, each] of ended) {
      if (each.at + remembered > at) break
      ended.delete(id)
    }
    for (const [name, counter] of counters) if (counter.end + remembered <= at) counters.delete(name)
  }

  return {
    reserve: (lease, ttl_ms) =>
      Effect.sync((): { readonly type: "reserved" } | Exhausted => {
        const at = now()
        reap(at)
        if (held.has(lease.id)) return { type: "reserved" }
        for (const [index, counter] of lease.counters.entries()) {
          const figures = read(counter)
          const { limit = Infinity } = counter
          if (lease.nanos > 0 && figures.spent + figures.reserved + lease.nanos > limit) {
            return { type: "exhausted", index, ...figures }
          }
        }
        add(lease, lease.nanos, 0, 0)
        held.set(lease.id, { lease, expires: at + ttl_ms })
        return { type: "reserved" }
      }),
    settle: (settlements) =>
      Effect.sync(() => {
        const at = now()
        reap(at)
        for (const { lease, spent } of settlements) {
          const before = ended.get(lease.id)
          if (before?.booked === false) continue
          const unpriced = spent === undefined ? 1 : 0
          if (before !== undefined) add(lease, 0, (spent ?? 0) - lease.nanos, unpriced)
          else add(lease, held.has(lease.id) ? -lease.nanos : 0, spent ?? 0, unpriced)
          end(lease, false, at)
        }
      }),
    renew: (leases, ttl_ms) =>
      Effect.sync(() => {
        const at = now()
        reap(at)
        for (const { id } of leases) {
          const lease = held.get(id)
          if (lease !== undefined) lease.expires = at + ttl_ms
        }
      }),
    read: (asked) =>
      Effect.sync(() => {
        reap(now())
        return asked.map(read)
      })
  }
}
