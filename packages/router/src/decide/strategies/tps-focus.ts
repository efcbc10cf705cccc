import { weighted } from "../../Strategy.ts"

/** As many tokens per second as can be. */
export const tpsFocus = weighted({ cost: 0.02, ttft: 0.02, tps: 0.9, reliability: 0.06 })
