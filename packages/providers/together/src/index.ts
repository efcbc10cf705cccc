import * as Together from "./Together.ts"

export * as Together from "./Together.ts"

/** Together's account. Without a key it is that of the environment, `TOGETHER_API_KEY`. */
export const together = Together.layer
