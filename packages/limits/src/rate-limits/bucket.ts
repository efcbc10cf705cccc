import type { Stored } from "@turnout/router/Stored"

/** A token bucket after it was asked. It holds a minute's quota and refills evenly. */
export interface Reading {
  /** Milliseconds until what was asked for is there; `undefined`: it was taken. */
  readonly wait_ms: number | undefined
  readonly remaining: number
  /** Milliseconds until the bucket is full again. */
  readonly full_ms: number
  /** What counts could not be asked, and nothing is let through then. */
  readonly unreachable?: boolean
}

/**
 * Takes tokens from the bucket of a key: `all` or nothing, or what is not there is `owed`. Undefined where the store cannot
 * be reached.
 */
export type Take = (
  key: string,
  limit: number,
  tokens: number,
  how: "all" | "owed"
) => Stored<Reading | undefined>

export const minute = 60_000
