import type { LanguageModelV4CallOptions, SharedV4Warning } from "@ai-sdk/provider"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import { toResponseFormat } from "./format.ts"
import { headersNoted, Notes } from "./notes.ts"
import { optionsOf } from "./own.ts"
import { toMessages } from "./prompt.ts"
import { chatFields, toFields } from "./routing.ts"
import { toToolChoice, toTools } from "./tools.ts"

type Mutable<A> = { -readonly [key in keyof A]: A[key] }

/** A call of the AI SDK as a chat request, and what of it could not be said there. */
export interface Translated {
  readonly request: ChatRequest
  readonly warnings: Array<SharedV4Warning>
}

export const toRequest = (model: string, options: LanguageModelV4CallOptions): Translated => {
  const notes = new Notes()
  const request: Mutable<ChatRequest> = { messages: toMessages(options.prompt, notes) }
  if (options.maxOutputTokens !== undefined) request.max_completion_tokens = options.maxOutputTokens
  if (options.temperature !== undefined) request.temperature = options.temperature
  if (options.topP !== undefined) request.top_p = options.topP
  if (options.topK !== undefined) request.top_k = options.topK
  if (options.presencePenalty !== undefined) request.presence_penalty = options.presencePenalty
  if (options.frequencyPenalty !== undefined) request.frequency_penalty = options.frequencyPenalty
  if (options.seed !== undefined) request.seed = options.seed
  if (options.stopSequences !== undefined && options.stopSequences.length > 0)
    request.stop = options.stopSequences
  if (options.reasoning !== undefined && options.reasoning !== "provider-default") {
    request.reasoning_effort = options.reasoning
  }
  if (options.tools !== undefined) {
    const tools = toTools(options.tools, notes)
    if (tools.length > 0) {
      request.tools = tools
      if (options.toolChoice !== undefined) request.tool_choice = toToolChoice(options.toolChoice)
    }
  }
  const format = options.responseFormat === undefined ? undefined : toResponseFormat(options.responseFormat)
  if (format !== undefined) request.response_format = format
  headersNoted(options.headers, notes)
  Object.assign(request, toFields(model, optionsOf(options.providerOptions), chatFields, notes))
  return { request, warnings: notes.warnings }
}
