import * as OpenAiCompatible from "./OpenAiCompatible.ts"

export * as OpenAiCompatible from "./OpenAiCompatible.ts"

/**
 * A server that answers in OpenAI's shape, under the id `custom` unless it is given another. Without a base URL it is
 * that of the environment, `OPENAI_COMPATIBLE_BASE_URL`.
 */
export const openaiCompatible = OpenAiCompatible.layer
