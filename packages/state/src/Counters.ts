import type * as Effect from "effect/Effect"
import type { StoreError } from "./StoreError.ts"

/** One budget of one period: the unit that amounts are reserved in. Amounts are whole nano-dollars, below 2^53. */
export interface Counter {
  /** Names the subject and the kind of period, as `workspace:daily:acme`. Any text. */
  readonly key: string
  /** The period, as clock readings of the store: `end` is no part of it. The counter may be dropped a day after its end. */
  readonly start: number
  readonly end: number
  /** Absent: it is counted, and refuses nothing. */
  readonly limit?: number
}

/** An amount held until it is settled, in each of its counters. */
export interface Lease {
  /** Unique among all processes. */
  readonly id: string
  readonly counters: ReadonlyArray<Counter>
  /** What is held in each of them; 0 is a lease like any other. */
  readonly nanos: number
}

export interface Figures {
  readonly spent: number
  /** Held by leases that are neither settled nor expired. */
  readonly reserved: number
  /** Settled leases whose cost is unknown. */
  readonly unpriced: number
}

/** `index`: the first counter in which the amount does not fit. */
export interface Exhausted extends Figures {
  readonly type: "exhausted"
  readonly index: number
}

export interface Settlement {
  readonly lease: Lease
  /** Nano-dollars; `undefined`: unknown, counted as `unpriced`. */
  readonly spent: number | undefined
}

/**
 * Where budgets are counted. Laws, whatever the number of processes and whatever is interrupted:
 * 1. Of each enforced counter, `spent + reserved` exceeds `limit` by no reservation: a lease is held in all of its counters
 *    or in none, and an amount of 0 always fits.
 * 2. A lease is settled once: the second settlement of the same lease changes nothing, for a day at least.
 * 3. A lease that is not renewed for `ttl_ms` (its process died) is booked as spent in full, which is never less than what
 *    it may cost; a settlement that still comes corrects that to what was spent.
 * 4. The settlement of a lease that the store never saw books what was spent: it was made while the store was away.
 * 5. What was acknowledged is there after a restart of the store, as far as the store promises that.
 */
export interface Counters {
  readonly reserve: (
    lease: Lease,
    ttl_ms: number
  ) => Effect.Effect<{ readonly type: "reserved" } | Exhausted, StoreError>
  readonly settle: (settlements: ReadonlyArray<Settlement>) => Effect.Effect<void, StoreError>
  /** Keeps leases that still live for another `ttl_ms` from now; others are none of its business. */
  readonly renew: (leases: ReadonlyArray<Lease>, ttl_ms: number) => Effect.Effect<void, StoreError>
  /** In the order of the counters; one that was never written is zero. */
  readonly read: (counters: ReadonlyArray<Counter>) => Effect.Effect<ReadonlyArray<Figures>, StoreError>
}
