import type { Latency } from "./Endpoint.ts"

/**
 * Times to the first token of real endpoints, as fits of two lognormals that meet the measured quantiles within 6 % at
 * the 90th and 99th percentile. Measured over 24 hours by the RouteWise artifact (HarvardMadSys/RouteWise, MIT licence;
 * EuroSys '27, doi 10.1145/3842654.3848534): one client site, and endpoints that are reached through an aggregator
 * include its hop of about 60 ms.
 */
const fit = (median_ms: number, sigma: number, share: number, shift: number, tailSigma: number): Latency => ({
  median_ms,
  sigma,
  tail: { share, shift, sigma: tailSigma }
})

/** Eight hosts of MiniMax-M3, 2026-09-15. */
export const minimaxM3 = {
  atlascloud: fit(875.9, 0.15, 0.07, 0.4, 0.5),
  "featherless-sc": fit(365.6, 0.1, 0.15, 1.6, 1.1),
  gmicloud: fit(752.2, 0.5, 0.15, 1.0, 0.3),
  "minimax-plus-sq": fit(665.7, 0.4, 0.2, 0.4, 0.7),
  minimax: fit(603.3, 0.7, 0.2, 0.4, 0.3),
  novita: fit(837.1, 0.7, 0.1, 0.7, 1.1),
  streamlake: fit(1350.4, 0.4, 0.07, 1.3, 0.5),
  together: fit(649.9, 0.35, 0.04, 1.3, 0.7)
} as const satisfies { readonly [host: string]: Latency }

/** Twelve hosts of Qwen3, 2026-04 to 2026-09. */
export const qwen3 = {
  alibaba: fit(784.6, 0.25, 0.2, 0.7, 0.3),
  atlascloud: fit(1556.8, 0.3, 0.01, 2.0, 0.3),
  cerebras: fit(486.7, 0.1, 0.2, 1.3, 1.1),
  chutes: fit(2172.1, 0.3, 0.07, 0.7, 0.5),
  deepinfra: fit(828.1, 0.7, 0.04, 1.0, 0.7),
  friendli: fit(375.9, 0.6, 0.2, 1.0, 1.1),
  google: fit(937.3, 0.35, 0.04, 1.0, 0.3),
  novita: fit(1687.0, 0.4, 0.15, 0.4, 0.7),
  parasail: fit(499.4, 0.6, 0.1, 1.0, 1.1),
  siliconflow: fit(1942.4, 0.2, 0.1, 1.0, 0.3),
  together: fit(813.7, 0.25, 0.1, 2.0, 0.3),
  wandb: fit(562.1, 0.6, 0.01, 2.5, 1.1)
} as const satisfies { readonly [host: string]: Latency }
