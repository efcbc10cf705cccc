import type {
  LanguageModelV4Message,
  LanguageModelV4ToolCallPart,
  SharedV4ProviderOptions
} from "@ai-sdk/provider"
import type {
  AssistantInput,
  ProviderFieldsInput,
  ReasoningDetailInput,
  TextPartInput,
  ToolCallInput
} from "@turnout/core/ChatRequest"
import * as PartHistory from "@turnout/core/PartHistory"
import type { Notes } from "./notes.ts"
import { cacheControl, optionsOf } from "./own.ts"

type Content = Extract<LanguageModelV4Message, { readonly role: "assistant" }>["content"]

/** Reasoning that came with a part of an earlier answer, as this provider told it. */
const detailsOf = (given: SharedV4ProviderOptions | undefined): ReadonlyArray<ReasoningDetailInput> => {
  const details = optionsOf(given)["reasoning_details"]
  return Array.isArray(details) ? (details as unknown as ReadonlyArray<ReasoningDetailInput>) : []
}

const callOf = (part: LanguageModelV4ToolCallPart): ToolCallInput => {
  const { signature, provider_fields } = optionsOf(part.providerOptions)
  return {
    id: part.toolCallId,
    type: "function",
    function: {
      name: part.toolName,
      arguments: PartHistory.argumentsOf(part.input, optionsOf(part.providerOptions)["arguments"])
    },
    ...(typeof signature === "string" ? { signature } : {}),
    ...(typeof provider_fields === "object" && provider_fields !== null
      ? { provider_fields: provider_fields as unknown as ProviderFieldsInput }
      : {})
  }
}

/** One assistant turn: its texts, its calls, and the reasoning that came with any of its parts. */
export const toMessage = (
  content: Content,
  given: SharedV4ProviderOptions | undefined,
  notes: Notes
): AssistantInput | undefined => {
  const texts: Array<TextPartInput> = []
  const calls: Array<ToolCallInput> = []
  const details: Array<ReasoningDetailInput> = []
  let thought = ""
  for (const part of content) {
    const kept = detailsOf(part.providerOptions)
    details.push(...kept)
    switch (part.type) {
      case "text": {
        const cache_control = cacheControl(part.providerOptions)
        if (part.text !== "") {
          texts.push({
            type: "text",
            text: part.text,
            ...(cache_control === undefined ? {} : { cache_control })
          })
        }
        break
      }
      case "reasoning":
        // Of another provider's answer there are words alone.
        if (kept.length === 0) thought += part.text
        break
      case "tool-call":
        if (part.providerExecuted === true) notes.unsupported("provider-executed tool calls in the history")
        else calls.push(callOf(part))
        break
      default:
        notes.unsupported(`${part.type} parts of assistant messages`)
    }
  }
  const cache_control = cacheControl(given)
  const last = texts.at(-1)
  if (cache_control !== undefined && last !== undefined) texts[texts.length - 1] = { cache_control, ...last }
  const [first] = texts
  if (first === undefined && calls.length === 0 && details.length === 0 && thought === "") return undefined
  const isPlain = texts.length === 1 && first!.cache_control === undefined
  const { provider_fields } = optionsOf(given)
  return {
    role: "assistant",
    content: first === undefined ? (calls.length > 0 ? null : "") : isPlain ? first.text : texts,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(thought === "" ? {} : { reasoning_content: thought }),
    ...(details.length === 0 ? {} : { reasoning_details: PartHistory.details(details) }),
    ...(typeof provider_fields === "object" && provider_fields !== null
      ? { provider_fields: provider_fields as unknown as ProviderFieldsInput }
      : {})
  }
}
