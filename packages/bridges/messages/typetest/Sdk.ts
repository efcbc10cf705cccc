/** The official SDK's types fit ours, and ours fit the SDK's. */
import type Anthropic from "@anthropic-ai/sdk"
import type { Message, MessageCount } from "@turnout/messages/Message"
import type { MessageEvent } from "@turnout/messages/MessageEvent"
import type { CountRequest, MessageRequest } from "@turnout/messages/MessageRequest"

declare const params: Anthropic.MessageCreateParams
declare const counted: Anthropic.MessageCountTokensParams
declare const beta: Anthropic.Beta.MessageCreateParams
export const request: MessageRequest = params
export const ofBeta: MessageRequest = beta
export const count: CountRequest = counted

declare const message: Message
declare const event: MessageEvent
declare const tokens: MessageCount
export const asMessage: Anthropic.Message = message
export const asEvent: Anthropic.RawMessageStreamEvent = event
export const asCount: Anthropic.MessageTokensCount = tokens

/** A tool loop: what was answered goes back. */
export const next: MessageRequest = {
  model: "m",
  max_tokens: 10,
  messages: [
    { role: "user", content: "hi" },
    { role: "assistant", content: message.content },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "a", content: "7" }] }
  ]
}
