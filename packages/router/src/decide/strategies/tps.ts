import { weighted } from "../../Strategy.ts"

/** Many tokens per second. */
export const tps = weighted({ cost: 0.15, ttft: 0.15, tps: 0.55, reliability: 0.15 })
