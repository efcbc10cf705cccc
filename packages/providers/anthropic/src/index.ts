import * as Anthropic from "./Anthropic.ts"

export * as Anthropic from "./Anthropic.ts"

/** Anthropic's account. Without a key it is that of the environment, `ANTHROPIC_API_KEY`. */
export const anthropic = Anthropic.layer
