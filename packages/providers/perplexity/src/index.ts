import * as Perplexity from "./Perplexity.ts"

export * as Perplexity from "./Perplexity.ts"

/** Perplexity's account. Without a key it is that of the environment, `PERPLEXITY_API_KEY`. */
export const perplexity = Perplexity.layer
