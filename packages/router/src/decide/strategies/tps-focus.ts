import { weighted } from "../../Strategy.ts"

/** Highest throughput; other metrics only break ties. */
export const tpsFocus = weighted({ cost: 0.02, ttft: 0.02, tps: 0.9, reliability: 0.06 })
