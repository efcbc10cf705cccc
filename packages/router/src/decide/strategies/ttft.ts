import { weighted } from "../../Strategy.ts"

/** Prefers a short time to first token; other metrics still count. */
export const ttft = weighted({ cost: 0.15, ttft: 0.55, tps: 0.15, reliability: 0.15 })
