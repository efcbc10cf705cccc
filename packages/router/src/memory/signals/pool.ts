import { unmeasured, type EndpointSignals } from "@turnout/core/Signals"
import * as WindowHistogram from "../WindowHistogram.ts"
import * as Tally from "./tally.ts"

/** The outcomes of a provider's endpoints together: what an endpoint with few of its own is expected to do. */
export interface Pool {
  readonly outcomes: WindowHistogram.WindowHistogram
  /** In steps, so that it rarely changes; undefined where it is what everybody starts with. */
  expected: number | undefined
  /** What is known of an endpoint of it that was never asked. */
  unseen: EndpointSignals
  /** The clock reading at which this has to be read again. */
  until: number
  /** Told when what is expected of its endpoints is another. */
  readonly changed: () => void
}

export const make = (changed: () => void): Pool => ({
  outcomes: WindowHistogram.make(),
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
  // Successes in a pool that is well change nothing, and are nearly all there is.
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
