import type { Strategy } from "./Strategy.ts"
import { balanced } from "./decide/strategies/balanced.ts"
import { cost } from "./decide/strategies/cost.ts"
import { costFocus } from "./decide/strategies/cost-focus.ts"
import { leastBusy } from "./decide/strategies/least-busy.ts"
import { powerOfTwo } from "./decide/strategies/power-of-two.ts"
import { priceWeighted } from "./decide/strategies/price-weighted.ts"
import { roundRobin } from "./decide/strategies/round-robin.ts"
import { slo } from "./decide/strategies/slo.ts"
import { sticky } from "./decide/strategies/sticky.ts"
import { tps } from "./decide/strategies/tps.ts"
import { tpsFocus } from "./decide/strategies/tps-focus.ts"
import { ttft } from "./decide/strategies/ttft.ts"
import { ttftFocus } from "./decide/strategies/ttft-focus.ts"

export { slo, type SloOptions } from "./decide/strategies/slo.ts"
export { split, type SplitOptions } from "./decide/strategies/split.ts"

/** The built-in strategies, by the name used in `optimize`. */
export const named: { readonly [name: string]: Strategy } = {
  cost,
  "cost-focus": costFocus,
  ttft,
  "ttft-focus": ttftFocus,
  tps,
  "tps-focus": tpsFocus,
  balanced,
  "least-busy": leastBusy,
  "power-of-two": powerOfTwo,
  "price-weighted": priceWeighted,
  "round-robin": roundRobin,
  slo: slo(),
  sticky
}

/** Deprecated names of strategies, for `optimize` and model suffixes. */
export const aliases: { readonly [name: string]: string } = {
  cheapest: "cost-focus",
  speed: "ttft-focus",
  throughput: "tps",
  floor: "cost-focus",
  nitro: "tps-focus",
  fast: "ttft"
}

/** The current name of a built-in or host strategy; undefined if there is none of that name. */
export const current = (
  name: string,
  registered: { readonly [name: string]: Strategy } = {}
): string | undefined => {
  if (Object.hasOwn(registered, name) || Object.hasOwn(named, name)) return name
  return Object.hasOwn(aliases, name) ? aliases[name] : undefined
}

/** Looks a strategy up by its current name; the host's take precedence over built-in ones. */
export const find = (
  name: string,
  registered: { readonly [name: string]: Strategy } = {}
): Strategy | undefined =>
  Object.hasOwn(registered, name) ? registered[name] : Object.hasOwn(named, name) ? named[name] : undefined
