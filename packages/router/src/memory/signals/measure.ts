import type { EndpointSignals } from "@turnout/core/Signals"
import * as WindowHistogram from "../WindowHistogram.ts"
import { fewest } from "./support.ts"
import * as Tally from "./tally.ts"
import * as Times from "./times.ts"

/** What the histograms of an endpoint say, and for how long they will. */
export interface Measured extends Pick<
  EndpointSignals,
  "outcomes" | "successes" | "ttft_ms" | "ttft_samples" | "tps" | "tps_samples"
> {
  readonly recent: EndpointSignals["recent"]
  readonly ttft_over: EndpointSignals["ttft_over"]
  readonly unary: EndpointSignals["unary"]
  /** The newest figures are clearly worse than the level. */
  readonly isWorse: boolean
  /** Clock reading since which nobody has asked. */
  readonly quietFrom: number
  /** Clock reading at which some of it leaves the ring. */
  readonly until: number
}

interface Histograms {
  readonly outcomes: WindowHistogram.WindowHistogram
  readonly ttft: WindowHistogram.WindowHistogram
  readonly tps: WindowHistogram.WindowHistogram
  readonly unary: WindowHistogram.WindowHistogram
}

/**
 * Two scales of time. The level is that of a quarter of an hour. It is left at once for the last minute's (or
 * the last ten events') where those are clearly worse, and returned to only as they get better.
 */
export const measure = ({ outcomes, tps, ttft, unary }: Histograms, now: number): Measured => {
  for (const histogram of [outcomes, tps, ttft, unary]) WindowHistogram.expire(histogram, now)
  const all = Tally.read(outcomes, "all")
  const lately = Tally.read(outcomes, "recent")
  const isOlder = lately.outcomes < all.outcomes
  const waits = Times.waits(ttft, "all")
  const newWaits = isPart(ttft) ? Times.waits(ttft, "recent") : waits
  const isSlower = (newWaits.percentiles.p50 ?? 0) > (waits.percentiles.p75 ?? Infinity)
  const rates = Times.rates(tps, "all")
  const newRates = isPart(tps) ? Times.rates(tps, "recent") : rates
  const isDuller = (newRates.percentiles.p50 ?? Infinity) < (rates.percentiles.p75 ?? 0)
  const { percentiles, samples, over } = isSlower ? newWaits : waits
  const spoken = isDuller ? newRates : rates
  return {
    outcomes: all.outcomes,
    successes: all.successes,
    ttft_ms: percentiles,
    ttft_samples: samples,
    tps: spoken.percentiles,
    tps_samples: spoken.samples,
    recent: isOlder ? { outcomes: lately.outcomes, successes: lately.successes } : undefined,
    ttft_over: samples < fewest ? undefined : over,
    unary: all.unary.outcomes === 0 ? undefined : { ...all.unary, ...whole(unary) },
    isWorse: isSlower || isDuller || (isOlder && Tally.smoothed(lately) < Tally.smoothed(all) - clearly),
    quietFrom: Math.max(WindowHistogram.quietFrom(outcomes), WindowHistogram.quietFrom(ttft)),
    until: Math.min(...[outcomes, tps, ttft, unary].map(WindowHistogram.fadesAt))
  }
}

/** One failure among ten that were all good is luck; two are not. */
const clearly = 0.06

/** There is more in it than what is recent. */
const isPart = (histogram: WindowHistogram.WindowHistogram): boolean =>
  WindowHistogram.oldestOf(histogram, "recent") > 0

const whole = (unary: WindowHistogram.WindowHistogram) => {
  const { percentiles, samples } = Times.waits(unary, "all")
  return { ms: percentiles, samples }
}
