import type { Counter, Exhausted, Figures, Lease, Settlement } from "@turnout/state/Counters"
import type { Row, Sql } from "./table.ts"

/** Milliseconds that a lease is known after its end, and a counter after its period. */
const remembered = 86_400_000

/** Leases that are booked at a time: no request pays for all that a dead fleet left. */
const mostBooked = 200

const figuresOf = (row: Row | undefined): Figures => ({
  spent: Number(row?.["spent"] ?? 0),
  reserved: Number(row?.["reserved"] ?? 0),
  unpriced: Number(row?.["unpriced"] ?? 0)
})

export const make = ({ all, get, run }: Sql, now: () => number) => {
  const read = ({ key, start }: Counter): Figures =>
    figuresOf(get("SELECT spent, reserved, unpriced FROM counters WHERE start = ? AND key = ?", start, key))

  const add = (counters: ReadonlyArray<Counter>, reserved: number, spent: number, unpriced: number): void => {
    for (const { end, key, start } of counters) {
      run(
        `INSERT INTO counters (start, key, end, spent, reserved, unpriced) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (start, key) DO UPDATE SET
           spent = spent + ?4, reserved = reserved + ?5, unpriced = unpriced + ?6`,
        start,
        key,
        end,
        spent,
        reserved,
        unpriced
      )
    }
  }

  const put = ({ counters, id, nanos }: Lease, state: "held" | "booked" | "settled", until: number): void => {
    run(
      `INSERT INTO leases (id, counters, nanos, state, until) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (id) DO UPDATE SET state = ?4, until = ?5`,
      id,
      JSON.stringify(counters),
      nanos,
      state,
      until
    )
  }

  /** Books what expired. */
  const reap = (at: number): void => {
    const expired = all(
      "SELECT id, counters, nanos FROM leases WHERE state = 'held' AND until <= ? LIMIT ?",
      at,
      mostBooked
    )
    for (const row of expired) {
      const lease: Lease = {
        id: String(row["id"]),
        counters: JSON.parse(String(row["counters"])) as ReadonlyArray<Counter>,
        nanos: Number(row["nanos"])
      }
      add(lease.counters, -lease.nanos, lease.nanos, 0)
      put(lease, "booked", at)
    }
  }

  let swept = 0
  /** Drops what is too old to matter, once a minute. */
  const sweep = (at: number): void => {
    if (at - swept < 60_000) return
    swept = at
    run("DELETE FROM leases WHERE state <> 'held' AND until <= ?", at - remembered)
    run("DELETE FROM counters WHERE end <= ?", at - remembered)
  }

  const stateOf = (id: string): unknown => get("SELECT state FROM leases WHERE id = ?", id)?.["state"]

  return {
    reserve: (lease: Lease, ttl_ms: number): { readonly type: "reserved" } | Exhausted => {
      const at = now()
      reap(at)
      sweep(at)
      if (stateOf(lease.id) === "held") return { type: "reserved" }
      for (const [index, counter] of lease.counters.entries()) {
        if (lease.nanos === 0 || counter.limit === undefined) continue
        const figures = read(counter)
        if (figures.spent + figures.reserved + lease.nanos > counter.limit) {
          return { type: "exhausted", index, ...figures }
        }
      }
      add(lease.counters, lease.nanos, 0, 0)
      put(lease, "held", at + ttl_ms)
      return { type: "reserved" }
    },
    settle: (settlements: ReadonlyArray<Settlement>): void => {
      const at = now()
      reap(at)
      for (const { lease, spent } of settlements) {
        const state = stateOf(lease.id)
        if (state === "settled") continue
        const unpriced = spent === undefined ? 1 : 0
        if (state === "booked") add(lease.counters, 0, (spent ?? 0) - lease.nanos, unpriced)
        else add(lease.counters, state === "held" ? -lease.nanos : 0, spent ?? 0, unpriced)
        put(lease, "settled", at)
      }
    },
    renew: (leases: ReadonlyArray<Lease>, ttl_ms: number): void => {
      const at = now()
      reap(at)
      for (const { id } of leases) {
        run("UPDATE leases SET until = ? WHERE id = ? AND state = 'held'", at + ttl_ms, id)
      }
    },
    read: (counters: ReadonlyArray<Counter>): ReadonlyArray<Figures> => {
      reap(now())
      return counters.map(read)
    }
  }
}
