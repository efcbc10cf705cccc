import type { Lease } from "@turnout/core/Provider"
import * as Redacted from "effect/Redacted"

/** A key that was asked for, with what is known of its end. All times are dates in milliseconds. */
export interface KeyLease {
  readonly key: Redacted.Redacted
  /** Infinity where nothing is known of an end. */
  readonly expiresAt: number
  /** From then on it is asked for anew. */
  readonly renewAt: number
}

/** How long before its end a key is renewed at most. A short life is renewed in its last tenth. */
const ahead = 60_000

/** How long a key that could not be renewed, and has not ended, is used before it is tried again. */
const patience = 5_000

/** What was given for a key that was asked for at `now`. */
export const of = (given: Redacted.Redacted | Lease, now: number): KeyLease => {
  if (Redacted.isRedacted(given)) return { key: given, expiresAt: Infinity, renewAt: Infinity }
  const { expiresAt, key } = given
  return { key, expiresAt, renewAt: expiresAt - Math.min(ahead, Math.max(0, expiresAt - now) / 10) }
}

/** The same after a renewal that failed. */
export const kept = (lease: KeyLease, now: number): KeyLease => ({
  ...lease,
  renewAt: Math.min(lease.expiresAt, now + patience)
})

export const isGood = ({ expiresAt }: KeyLease, now: number): boolean => now < expiresAt

export const isDue = ({ renewAt }: KeyLease, now: number): boolean => now >= renewAt
