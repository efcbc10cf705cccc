import * as OpenAi from "./OpenAi.ts"

export * as OpenAi from "./OpenAi.ts"

/** OpenAI's account. Without a key it is that of the environment, `OPENAI_API_KEY`. */
export const openai = OpenAi.layer
