import { weighted } from "../../Strategy.ts"

/** As quick to the first content as can be. */
export const ttftFocus = weighted({ cost: 0.02, ttft: 0.9, tps: 0.02, reliability: 0.06 })
