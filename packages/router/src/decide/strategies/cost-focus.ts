import { weighted } from "../../Strategy.ts"

/** Lowest cost; other metrics only break ties. */
export const costFocus = weighted({ cost: 0.9, ttft: 0.02, tps: 0.02, reliability: 0.06 })
