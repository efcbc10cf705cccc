import { unmeasured, type EndpointSignals } from "@turnout/core/Signals"
import * as WindowHistogram from "../WindowHistogram.ts"
import * as Level from "./level.ts"
import * as Tally from "./tally.ts"

/** Pooled outcomes of a provider's endpoints: the prior for an endpoint with few samples of its own. */
export interface Pool {
  readonly outcomes: WindowHistogram.WindowHistogram
  readonly level: Level.Group
  /** Rounded to steps so that it rarely changes; undefined while it equals the general prior. */
  expected: number | undefined
  /** Signals of an endpoint of this provider without outcomes. */
  unseen: EndpointSignals
  /** Clock reading at which the pool must be recomputed. */
  until: number
  /** Called when the prior of its endpoints changes. */
  readonly changed: () => void
}

export const make = (changed: () => void): Pool => ({
  outcomes: WindowHistogram.make(),
  level: Level.group(),
  expected: undefined,
  unseen: unmeasured,
  until: Infinity,
  changed
})

const fewest = 20
const steps = 50
const usual = 0.98

export const add = (pool: Pool, isSuccess: boolean, at: number): void => {
  Tally.add(pool.outcomes, isSuccess, undefined, at)
  // Successes in a healthy pool change nothing, and are nearly all outcomes.
  if (!isSuccess || pool.expected !== undefined) update(pool, at)
}

export const update = (pool: Pool, now: number): void => {
  WindowHistogram.expire(pool.outcomes, now)
  const tally = Tally.read(pool.outcomes, "all")
  const rate = Math.round(Tally.smoothed(tally) * steps) / steps
  const expected = tally.outcomes < fewest || rate >= usual ? undefined : rate
  if (expected !== pool.expected) {
    pool.expected = expected
    pool.unseen = expected === undefined ? unmeasured : { ...unmeasured, expected_success: expected }
    pool.changed()
  }
  pool.until = expected === undefined ? Infinity : WindowHistogram.fadesAt(pool.outcomes)
}
