import * as Xai from "./Xai.ts"

export * as Xai from "./Xai.ts"

/** Xai's account. Without a key it is that of the environment, `XAI_API_KEY`. */
export const xai = Xai.layer
