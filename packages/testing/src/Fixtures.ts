/** Answers and errors of whole API families, for providers that speak one. */
export { anthropicMessages } from "./fixtures/anthropic-messages.ts"
export { gemini } from "./fixtures/gemini.ts"
export { openAiChat } from "./fixtures/openai-chat.ts"
export { openAiResponses } from "./fixtures/openai-responses.ts"
