import * as OpenRouter from "./OpenRouter.ts"

export * as OpenRouter from "./OpenRouter.ts"

/** OpenRouter's account. Without a key it is that of the environment, `OPENROUTER_API_KEY`. */
export const openrouter = OpenRouter.layer
