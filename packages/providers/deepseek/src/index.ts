import * as DeepSeek from "./DeepSeek.ts"

export * as DeepSeek from "./DeepSeek.ts"

/** DeepSeek's account. Without a key it is that of the environment, `DEEPSEEK_API_KEY`. */
export const deepseek = DeepSeek.layer
