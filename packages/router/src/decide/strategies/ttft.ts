import { weighted } from "../../Strategy.ts"

/** Quick to the first content. */
export const ttft = weighted({ cost: 0.15, ttft: 0.55, tps: 0.15, reliability: 0.15 })
