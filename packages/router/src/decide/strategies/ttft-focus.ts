import { weighted } from "../../Strategy.ts"

/** Shortest time to first token; other metrics only break ties. */
export const ttftFocus = weighted({ cost: 0.02, ttft: 0.9, tps: 0.02, reliability: 0.06 })
