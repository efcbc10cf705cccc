import { weighted } from "../../Strategy.ts"

/** A quarter each: the default. */
export const balanced = weighted({ cost: 0.25, ttft: 0.25, tps: 0.25, reliability: 0.25 })
