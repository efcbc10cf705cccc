import { weighted } from "../../Strategy.ts"

/** Prefers low cost; other metrics still count. */
export const cost = weighted({ cost: 0.6, ttft: 0.13, tps: 0.13, reliability: 0.14 })
