import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { LanguageModel } from "../internal/ai.ts"
import type { Settings } from "../Settings.ts"
import { toMessages } from "./prompt.ts"
import { toResponseFormat, toToolChoice, toTools } from "./tools.ts"

/** What no chat request can say, by the option in which it stands. */
export interface Unsaid {
  readonly parameter: "prompt" | "tools"
  readonly what: string
}

export const isUnsaid = (made: ChatRequest | Unsaid): made is Unsaid => "what" in made

/** A call of Effect's language model as a chat request. */
export const toRequest = (
  { prompt, responseFormat, toolChoice, tools: given }: LanguageModel.ProviderOptions,
  settings: Settings
): ChatRequest | Unsaid => {
  const messages = toMessages(prompt)
  if (typeof messages === "string") return { parameter: "prompt", what: messages }
  const tools = toTools(given)
  if (typeof tools === "string") return { parameter: "tools", what: tools }
  const format = toResponseFormat(responseFormat)
  return {
    ...settings,
    messages,
    ...(tools.length === 0 ? {} : { tools, tool_choice: toToolChoice(toolChoice) }),
    ...(format === undefined ? {} : { response_format: format })
  }
}
