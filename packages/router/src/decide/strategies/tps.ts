import { weighted } from "../../Strategy.ts"

/** Prefers high throughput; other metrics still count. */
export const tps = weighted({ cost: 0.15, ttft: 0.15, tps: 0.55, reliability: 0.15 })
