import type { Prior } from "@turnout/core/Endpoint"
import type { EndpointSignals } from "@turnout/core/Signals"

/** Weight of the catalog's prior in samples. */
const priorWeight = 2

/** What was learned of it, shrunk to the catalog's prior: logarithms are averaged, since times differ by factors. */
export const assumed = (
  learned: EndpointSignals["learned"],
  name: "ttft_ms" | "tps",
  prior: Prior | undefined
): number | undefined => {
  const own = learned?.[name]
  const stated = prior?.[name]
  if (own === undefined || stated === undefined) return own ?? stated
  const samples = learned!.samples
  return Math.exp((samples * Math.log(own) + priorWeight * Math.log(stated)) / (samples + priorWeight))
}
