import type {
  AssistantInput,
  ProviderFieldsInput,
  ReasoningDetailInput,
  TextPartInput,
  ToolCallInput
} from "@turnout/core/ChatRequest"
import * as PartHistory from "@turnout/core/PartHistory"
import type { Prompt } from "../internal/ai.ts"
import { optionsOf } from "./own.ts"

const detailsOf = (options: object): ReadonlyArray<ReasoningDetailInput> => {
  const { reasoning_details } = optionsOf(options)
  return Array.isArray(reasoning_details) ? (reasoning_details as ReadonlyArray<ReasoningDetailInput>) : []
}

const callOf = ({ id, name, options, params }: Prompt.ToolCallPart): ToolCallInput => {
  const { arguments: native, provider_fields, signature } = optionsOf(options)
  return {
    id,
    type: "function",
    function: { name, arguments: PartHistory.argumentsOf(params, native) },
    ...(typeof signature === "string" ? { signature } : {}),
    ...(typeof provider_fields === "object"
      ? { provider_fields: provider_fields as ProviderFieldsInput }
      : {})
  }
}

/** One assistant turn: its texts, its calls, and the reasoning that came with any of its parts. */
export const toMessage = (message: Prompt.AssistantMessage): AssistantInput | string | undefined => {
  const texts: Array<TextPartInput> = []
  const calls: Array<ToolCallInput> = []
  const details: Array<ReasoningDetailInput> = []
  let thought = ""
  for (const part of message.content) {
    const kept = detailsOf(part.options)
    details.push(...kept)
    switch (part.type) {
      case "text":
        if (part.text !== "") texts.push({ type: "text", text: part.text })
        break
      case "reasoning":
        // Of another provider's answer there are words alone.
        if (kept.length === 0) thought += part.text
        break
      case "tool-call":
        if (part.providerExecuted) return "tool calls that a provider executed"
        calls.push(callOf(part))
        break
      default:
        return `${part.type} parts of assistant messages`
    }
  }
  if (texts.length + calls.length + details.length === 0 && thought === "") return undefined
  const [first] = texts
  return {
    role: "assistant",
    content: first === undefined ? (calls.length > 0 ? null : "") : texts.length === 1 ? first.text : texts,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(thought === "" ? {} : { reasoning_content: thought }),
    ...(details.length === 0 ? {} : { reasoning_details: PartHistory.details(details) })
  }
}
