import { weighted } from "../../Strategy.ts"

/** Equal weights of cost, ttft, tps and reliability. The default. */
export const balanced = weighted({ cost: 0.25, ttft: 0.25, tps: 0.25, reliability: 0.25 })
