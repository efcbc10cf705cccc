import * as Cohere from "./Cohere.ts"

export * as Cohere from "./Cohere.ts"

/** Cohere's account. Without a key it is that of the environment, `CO_API_KEY` or `COHERE_API_KEY`. */
export const cohere = Cohere.layer
