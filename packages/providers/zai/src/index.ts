import * as ZAI from "./ZAI.ts"

export * as ZAI from "./ZAI.ts"

/** Z.AI's account. Without a key it is that of the environment, `ZAI_API_KEY`. */
export const zai = ZAI.layer
