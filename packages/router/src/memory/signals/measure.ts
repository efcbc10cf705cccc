import type { EndpointSignals } from "@turnout/core/Signals"
import * as WindowHistogram from "../WindowHistogram.ts"
import * as Level from "./level.ts"
import { fewest } from "./support.ts"
import * as Tally from "./tally.ts"
import * as Times from "./times.ts"

/** Measurements from an endpoint's histograms, and how long they are valid. */
export interface Measured extends Pick<
  EndpointSignals,
  "outcomes" | "successes" | "ttft_ms" | "ttft_samples" | "tps" | "tps_samples"
> {
  readonly recent: EndpointSignals["recent"]
  readonly ttft_over: EndpointSignals["ttft_over"]
  readonly unary: EndpointSignals["unary"]
  readonly answers_within_ms: EndpointSignals["answers_within_ms"]
  /** Recent measurements are clearly worse than the long-term level. */
  readonly isWorse: boolean
  /** Clock reading since which there were no calls. */
  readonly quietFrom: number
  /** Clock reading at which the oldest slice leaves the window. */
  readonly until: number
}

interface Histograms {
  readonly outcomes: WindowHistogram.WindowHistogram
  readonly ttft: WindowHistogram.WindowHistogram
  readonly tps: WindowHistogram.WindowHistogram
  readonly unary: WindowHistogram.WindowHistogram
}

/**
 * Two time scales. The long-term level covers 15 minutes. If the last minute (or the last ten events) is clearly
 * worse, its values are used until they recover. It is compared with the hours before too: an incident that lasts
 * longer than 15 minutes does not become the level.
 */
export const measure = (
  { outcomes, tps, ttft, unary }: Histograms,
  level: Level.Level,
  now: number
): Measured => {
  for (const histogram of [outcomes, tps, ttft, unary]) WindowHistogram.expire(histogram, now)
  const all = Tally.read(outcomes, "all")
  const lately = Tally.read(outcomes, "recent")
  const isOlder = lately.outcomes < all.outcomes
  const waits = Times.waits(ttft, "all")
  const newWaits = isPart(ttft) ? Times.waits(ttft, "recent") : waits
  const usualTtft = Level.usualTtft(level, now)
  const newest = newWaits.percentiles.p50 ?? 0
  const isSlower = newest > (waits.percentiles.p75 ?? Infinity) || newest > leaving * usualTtft
  const rates = Times.rates(tps, "all")
  const newRates = isPart(tps) ? Times.rates(tps, "recent") : rates
  const isDuller = (newRates.percentiles.p50 ?? Infinity) < (rates.percentiles.p75 ?? 0)
  const { percentiles, samples, over } = isSlower ? newWaits : waits
  const spoken = isDuller ? newRates : rates
  const isUnusual =
    (percentiles.p50 ?? 0) > unusual * usualTtft ||
    (lately.outcomes > 0 && Tally.smoothed(lately) < Level.usualSuccess(level, now) - 2 * clearly)
  const wholes = unary.slices.length === 0 ? undefined : Times.waits(unary, "all")
  return {
    outcomes: all.outcomes,
    successes: all.successes,
    ttft_ms: percentiles,
    ttft_samples: samples,
    tps: spoken.percentiles,
    tps_samples: spoken.samples,
    recent: isOlder ? { outcomes: lately.outcomes, successes: lately.successes } : undefined,
    ttft_over: samples < fewest ? undefined : over,
    unary:
      all.unary.outcomes === 0
        ? undefined
        : { ...all.unary, ms: wholes?.percentiles ?? {}, samples: wholes?.samples ?? 0 },
    answers_within_ms: withinOf(waits.within, wholes?.within),
    isWorse:
      isSlower ||
      isDuller ||
      isUnusual ||
      (isOlder && Tally.smoothed(lately) < Tally.smoothed(all) - clearly),
    quietFrom: Math.max(WindowHistogram.quietFrom(outcomes), WindowHistogram.quietFrom(ttft)),
    until: Math.min(...[outcomes, tps, ttft, unary].map(WindowHistogram.fadesAt))
  }
}

/** Threshold of a clear difference: one failure in ten is noise, two are not. */
const clearly = 0.06

/** Factor of the usual time to first content beyond which an endpoint is worse than usual. */
const unusual = 1.6

/** Factor of the usual time to first content beyond which the newest answers count and not the level. */
const leaving = 2

/** Whether the histogram holds more than the recent scope. */
const isPart = (histogram: WindowHistogram.WindowHistogram): boolean =>
  WindowHistogram.oldestOf(histogram, "recent") > 0

const withinOf = (
  stream: number | undefined,
  unary: number | undefined
): EndpointSignals["answers_within_ms"] =>
  stream === undefined && unary === undefined
    ? undefined
    : { ...(stream === undefined ? {} : { stream }), ...(unary === undefined ? {} : { unary }) }
