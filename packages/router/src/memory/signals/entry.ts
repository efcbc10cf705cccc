import type { EndpointSignals, Outcome, Remaining } from "@turnout/core/Signals"
import * as Cooldown from "../Cooldown.ts"
import * as WindowHistogram from "../WindowHistogram.ts"
import * as Level from "./level.ts"
import { measure, type Measured } from "./measure.ts"
import * as Probes from "./probes.ts"
import * as Pool from "./pool.ts"
import { fewest } from "./support.ts"
import * as Tally from "./tally.ts"
import * as Times from "./times.ts"

/** Everything remembered of one endpoint. */
export interface Entry {
  readonly outcomes: WindowHistogram.WindowHistogram
  /** Streams: from the start to the first content. */
  readonly ttft: WindowHistogram.WindowHistogram
  readonly tps: WindowHistogram.WindowHistogram
  /** Unary answers: from the start to the first byte, usually the whole wait. */
  readonly unary: WindowHistogram.WindowHistogram
  readonly pool: Pool.Pool
  /** Of hours, where those above are of minutes. */
  readonly level: Level.Level
  /** All endpoints, those of its model and those of its provider. */
  groups: Level.Groups
  readonly probes: Probes.Probes
  waiting: number
  limits: Remaining | undefined
  /** Clock reading of the last outcome. */
  used: number
  /** Cached view, computed on first read and after changes; valid until this clock reading. */
  view: EndpointSignals | undefined
  until: number
  /** Cached separately from the view, which also changes with calls in flight. */
  measured: Measured | undefined
  /** Outcomes since the last measurement. */
  fresh: number
}

export const make = (pool: Pool.Pool, groups: Level.Groups, at: number): Entry => ({
  outcomes: WindowHistogram.make(),
  ttft: WindowHistogram.make(),
  tps: WindowHistogram.make(),
  unary: WindowHistogram.make(),
  pool,
  level: Level.make(),
  groups,
  probes: Probes.make(),
  waiting: 0,
  limits: undefined,
  used: at,
  view: undefined,
  until: 0,
  measured: undefined,
  fresh: 0
})

export const change = (entry: Entry, outcome: Outcome): void => {
  entry.view = undefined
  const { at } = outcome
  if (Probes.isQuiet(entry.probes, at - entry.used)) {
    entry.measured ??= measure(entry, entry.level, at)
    if (entry.measured.isWorse) Probes.begin(entry.probes)
  }
  entry.used = at
  switch (outcome.type) {
    case "entered":
      entry.waiting++
      return
    case "committed":
      endWait(entry)
      return
    case "abandoned":
      if (outcome.committed !== true) endWait(entry)
      waited(entry, outcome)
      return
    case "answered":
      if (outcome.committed !== true) endWait(entry)
      answered(entry, outcome)
      return
    case "failed":
      if (outcome.committed !== true) endWait(entry)
      if (Cooldown.isOwn(outcome.class)) {
        count(entry, false, outcome.stream, at)
        Probes.add(entry.probes, "failed")
      }
      if (outcome.class === "TimedOut") waited(entry, outcome)
  }
}

/** An endpoint that was dropped while calls were in flight may still receive their outcome. */
const endWait = (entry: Entry): void => {
  if (entry.waiting > 0) entry.waiting--
}

const count = (entry: Entry, isSuccess: boolean, stream: boolean | undefined, at: number): void => {
  Tally.add(entry.outcomes, isSuccess, stream, at)
  Pool.add(entry.pool, isSuccess, at)
  Level.ended(entry.level, isSuccess, at)
  entry.fresh++
  if (!isSuccess || isOutdated(entry)) entry.measured = undefined
}

/** A few more outcomes change little among many: up to a thirtieth are not measured again. */
const isOutdated = ({ fresh, measured }: Entry): boolean =>
  measured === undefined || fresh * 32 > (measured.recent?.outcomes ?? measured.outcomes)

const answered = (entry: Entry, outcome: Extract<Outcome, { readonly type: "answered" }>): void => {
  const { at, rate_limit, stream, tps, ttft_ms } = outcome
  count(entry, true, stream, at)
  const { groups, level, probes } = entry
  if (isAtLeast(ttft_ms, 0)) Times.add(stream ? entry.ttft : entry.unary, ttft_ms, Times.leastMs, at)
  if (isAtLeast(tps, Number.MIN_VALUE)) {
    Times.add(entry.tps, tps, Times.leastTps, at)
    Level.add(level, groups, "tps", Math.max(tps, Times.leastTps), at)
  }
  if (stream && isAtLeast(ttft_ms, 0)) {
    const isSlow = ttft_ms > Probes.tolerance * Level.usualTtft(level, at)
    Level.add(level, groups, "ttft", Math.max(ttft_ms, Times.leastMs), at)
    Probes.add(probes, isSlow ? "slow" : "good")
  } else Probes.add(probes, "good")
  if (Probes.hasReturned(probes)) forget(entry)
  if (rate_limit !== undefined) entry.limits = rate_limit
}

/** Drops the minutes of an endpoint that recovered: until there are new ones, it is expected to be as usual. */
const forget = (entry: Entry): void => {
  for (const { slices } of [entry.outcomes, entry.ttft, entry.tps, entry.unary]) slices.length = 0
  Level.renew(entry.level)
  Probes.end(entry.probes)
  entry.measured = undefined
}

/** Records a censored wait: first content had not arrived when the wait ended. */
const waited = (
  entry: Entry,
  { at, committed, stream, waited_ms }: Extract<Outcome, { readonly type: "failed" | "abandoned" }>
): void => {
  if (committed === true || stream === undefined || !isAtLeast(waited_ms, 0)) return
  Times.add(stream ? entry.ttft : entry.unary, waited_ms, Times.leastMs, at, true)
  if (stream) Level.waited(entry.level, entry.groups, waited_ms, at)
  entry.measured = undefined
}

const isAtLeast = (value: number | undefined, least: number): value is number =>
  value !== undefined && value >= least && value < Infinity

/** The current signals: the same object until an outcome is recorded or time changes them. */
export const read = (entry: Entry, now: number): EndpointSignals => {
  const { pool } = entry
  if (now >= pool.until) Pool.update(pool, now)
  if (entry.view !== undefined && now < entry.until && entry.view.expected_success === pool.expected) {
    return entry.view
  }
  if (entry.measured === undefined || now >= entry.measured.until) {
    entry.measured = measure(entry, entry.level, now)
    entry.fresh = 0
  }
  const { measured } = entry
  const view: { -readonly [name in keyof EndpointSignals]: EndpointSignals[name] } = {
    outcomes: measured.outcomes,
    successes: measured.successes,
    ttft_ms: measured.ttft_ms,
    ttft_samples: measured.ttft_samples,
    tps: measured.tps,
    tps_samples: measured.tps_samples,
    in_flight: entry.waiting,
    cooling_until: 0
  }
  let until = measured.until
  if (measured.recent !== undefined) view.recent = measured.recent
  if (pool.expected !== undefined) view.expected_success = pool.expected
  if (measured.ttft_over !== undefined) view.ttft_over = measured.ttft_over
  if (measured.unary !== undefined) view.unary = measured.unary
  if (measured.answers_within_ms !== undefined) view.answers_within_ms = measured.answers_within_ms
  // Once it is probed, it is until it has recovered.
  if (measured.isWorse || entry.probes.isProbed) {
    if (Probes.isPromising(entry.probes)) view.returning = true
    else {
      const quietFrom = measured.quietFrom + Probes.pauseOf(entry.probes)
      if (now >= quietFrom) view.stale = true
      else until = Math.min(until, quietFrom)
    }
  }
  if (measured.outcomes < fewest || measured.ttft_samples < fewest || measured.tps_samples < fewest) {
    const learned = Level.learned(entry.level, pool.expected, stepOf(now))
    if (learned !== undefined) view.learned = learned
    until = Math.min(until, stepOf(now) + stepMs)
  }
  if (entry.limits !== undefined) until = Math.min(until, remaining(view, entry.limits, now))
  entry.until = until
  entry.view = view
  return view
}

/** Weights of what was learned are those of the last full five minutes, so that a view holds for a while. */
const stepMs = 300_000

const stepOf = (now: number): number => Math.floor(now / stepMs) * stepMs

/** Clock reading until which the signals that were read hold if nothing is recorded. */
export const lasts = ({ pool, until, view }: Entry, now: number): number =>
  view === undefined ? now : Math.min(until, pool.until)

/** The remaining quota reported by the vendor, until it is refilled. Returns when that is. */
const remaining = (
  view: { -readonly [name in keyof EndpointSignals]: EndpointSignals[name] },
  limits: Remaining,
  now: number
): number => {
  const { remaining_requests, remaining_tokens, reset_requests_at = 0, reset_tokens_at = 0 } = limits
  const requests = reset_requests_at > now ? remaining_requests : undefined
  const tokens = reset_tokens_at > now ? remaining_tokens : undefined
  if (requests === undefined && tokens === undefined) return Infinity
  view.remaining = {
    ...(requests === undefined ? {} : { requests }),
    ...(tokens === undefined ? {} : { tokens })
  }
  return Math.min(
    requests === undefined ? Infinity : reset_requests_at,
    tokens === undefined ? Infinity : reset_tokens_at
  )
}
