import { anthropicMessages as anthropic } from "../fixtures/anthropic-messages.ts"
import { openAiChat as chat } from "../fixtures/openai-chat.ts"
import { gemini as google } from "../fixtures/gemini.ts"
import { openAiResponses as responses } from "../fixtures/openai-responses.ts"
import type { Family } from "./subject.ts"

/** Families of which each vendor states its golden bodies itself. */
export const anthropicMessages: Family = { name: "anthropic-messages", fixtures: anthropic, golden: () => [] }
export const gemini: Family = { name: "gemini", fixtures: google, golden: () => [] }
/** OpenAI itself. */
export const openAi: Family = { name: "openai-chat", fixtures: chat, golden: () => [] }
export const openAiResponses: Family = { name: "openai-responses", fixtures: responses, golden: () => [] }
