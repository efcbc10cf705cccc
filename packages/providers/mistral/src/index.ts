import * as Mistral from "./Mistral.ts"

export * as Mistral from "./Mistral.ts"

/** Mistral's account. Without a key it is that of the environment, `MISTRAL_API_KEY`. */
export const mistral = Mistral.layer
