import { unmeasured, type EndpointSignals, type Outcome, type SignalsSnapshot } from "@turnout/core/Signals"
import * as Cooling from "../Cooling.ts"
import * as Digest from "./digest.ts"
import * as Samples from "./samples.ts"

export interface SignalsOptions {
  /** How many of the last answers count, per endpoint; 64. */
  readonly samples?: number
  /** How many endpoints are remembered; the one unused for longest is forgotten first. 4,096. */
  readonly endpoints?: number
}

interface Entry {
  readonly outcomes: Samples.Samples
  readonly ttft: Samples.Samples
  readonly tps: Samples.Samples
  successes: number
  waiting: number
  cooling: Cooling.Cooling
  /** Derived from the rest when first read, and again after a change. */
  view: EndpointSignals | undefined
  /** Percentiles live longer than a view: calls in flight come and go between two answers. */
  measured: Pick<EndpointSignals, "ttft_ms" | "tps"> | undefined
}

/** What is known of the endpoints, and what happened since: a mutable value without clock, randomness or effect. */
export interface State {
  readonly record: (outcome: Outcome) => void
  /**
   * As good as a copy for reads in the same synchronous step; costs nothing. Values once read never change.
   */
  readonly snapshot: (now: number) => SignalsSnapshot
}

export const make = (options: SignalsOptions = {}): State => {
  const capacity = options.samples ?? 64
  const most = options.endpoints ?? 4096
  /** In order of use, the longest unused first. */
  const entries = new Map<string, Entry>()
  const digest = Digest.make()

  const touch = (id: string): Entry => {
    let entry = entries.get(id)
    if (entry === undefined) {
      entry = empty(capacity)
      if (entries.size >= most) entries.delete(entries.keys().next().value!)
    } else {
      entries.delete(id)
    }
    entries.set(id, entry)
    return entry
  }

  return {
    record: (outcome) => {
      const entry = touch(outcome.endpoint)
      entry.view = undefined
      change(entry, outcome)
      Digest.add(digest, outcome)
    },
    snapshot: (now) => ({
      digest: Digest.text(digest),
      endpoint: (id) => {
        const entry = entries.get(id)
        return entry === undefined ? unmeasured : read(entry, now)
      }
    })
  }
}

const empty = (capacity: number): Entry => ({
  outcomes: Samples.make(capacity),
  ttft: Samples.make(capacity),
  tps: Samples.make(capacity),
  successes: 0,
  waiting: 0,
  cooling: Cooling.zero,
  view: undefined,
  measured: undefined
})

const change = (entry: Entry, outcome: Outcome): void => {
  switch (outcome.type) {
    case "entered":
      entry.waiting++
      return
    case "committed":
      endWait(entry)
      return
    case "abandoned":
      if (outcome.committed !== true) endWait(entry)
      return
    case "answered":
      if (outcome.committed !== true) endWait(entry)
      count(entry, 1)
      if (outcome.stream && isPositive(outcome.ttft_ms, 0)) Samples.push(entry.ttft, outcome.ttft_ms)
      if (isPositive(outcome.tps, Number.MIN_VALUE)) Samples.push(entry.tps, outcome.tps)
      entry.measured = undefined
      entry.cooling = Cooling.step(entry.cooling, outcome, outcome.at)
      return
    case "failed":
      if (outcome.committed !== true) endWait(entry)
      if (Cooling.isOwn(outcome.class)) count(entry, 0)
      if (outcome.scope !== "key") entry.cooling = Cooling.step(entry.cooling, outcome, outcome.at)
  }
}

/** An endpoint that was forgotten while calls waited for it may hear of their end. */
const endWait = (entry: Entry): void => {
  if (entry.waiting > 0) entry.waiting--
}

const count = (entry: Entry, success: 0 | 1): void => {
  const { outcomes } = entry
  const forgotten = outcomes.size === outcomes.values.length ? outcomes.values[outcomes.next]! : 0
  entry.successes += success - forgotten
  Samples.push(outcomes, success)
}

const isPositive = (value: number | undefined, least: number): value is number =>
  value !== undefined && value >= least && value < Infinity

const read = (entry: Entry, now: number): EndpointSignals => {
  const view = entry.view
  if (view !== undefined && (view.cooling_until === 0 || view.cooling_until > now)) return view
  entry.measured ??= {
    ttft_ms: Samples.percentiles(entry.ttft, "less"),
    tps: Samples.percentiles(entry.tps, "more")
  }
  entry.view = {
    outcomes: entry.outcomes.size,
    successes: entry.successes,
    ttft_ms: entry.measured.ttft_ms,
    ttft_samples: entry.ttft.size,
    tps: entry.measured.tps,
    tps_samples: entry.tps.size,
    in_flight: entry.waiting,
    cooling_until: Cooling.until(entry.cooling, now)
  }
  return entry.view
}
