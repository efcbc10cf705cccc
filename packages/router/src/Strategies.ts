import type { Strategy } from "./Strategy.ts"
import { balanced } from "./strategies/balanced.ts"
import { cost } from "./strategies/cost.ts"
import { costFocus } from "./strategies/cost-focus.ts"
import { leastBusy } from "./strategies/least-busy.ts"
import { powerOfTwo } from "./strategies/power-of-two.ts"
import { priceWeighted } from "./strategies/price-weighted.ts"
import { roundRobin } from "./strategies/round-robin.ts"
import { slo } from "./strategies/slo.ts"
import { sticky } from "./strategies/sticky.ts"
import { tps } from "./strategies/tps.ts"
import { tpsFocus } from "./strategies/tps-focus.ts"
import { ttft } from "./strategies/ttft.ts"
import { ttftFocus } from "./strategies/ttft-focus.ts"

export { slo, type SloOptions } from "./strategies/slo.ts"

/** The built-in strategies by the names that `optimize` takes. */
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

/** Older names, of `optimize` and of the suffix. */
export const aliases: { readonly [name: string]: string } = {
  cheapest: "cost-focus",
  speed: "ttft-focus",
  throughput: "tps",
  floor: "cost-focus",
  nitro: "tps-focus",
  fast: "ttft"
}

/** The current name of a strategy, built in or the host's; undefined where there is none of that name. */
export const current = (
  name: string,
  registered: { readonly [name: string]: Strategy } = {}
): string | undefined => {
  if (Object.hasOwn(registered, name) || Object.hasOwn(named, name)) return name
  return Object.hasOwn(aliases, name) ? aliases[name] : undefined
}

/** By current name; the host's own stands before a built-in one of that name. */
export const find = (
  name: string,
  registered: { readonly [name: string]: Strategy } = {}
): Strategy | undefined =>
  Object.hasOwn(registered, name) ? registered[name] : Object.hasOwn(named, name) ? named[name] : undefined
