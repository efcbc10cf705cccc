import type { ChatCompletion } from "@turnout/core/ChatCompletion"
import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import type OpenAI from "openai"

/* What we answer is what the official SDK's types say that an answer is: code written for it takes ours. */

export const completion = (ours: ChatCompletion): OpenAI.ChatCompletion => ours

export const chunk = (ours: ChatCompletionChunk): OpenAI.ChatCompletionChunk => ours

export const message = (ours: ChatCompletion): OpenAI.ChatCompletionMessageParam => ours.choices[0]!.message
