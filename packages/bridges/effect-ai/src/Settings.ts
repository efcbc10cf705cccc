import type { ChatRequest } from "@turnout/core/ChatRequest"

/** Fields of a chat request that a call of Effect's language model does not say itself. */
export type Settings = Omit<
  ChatRequest,
  | "messages"
  | "tools"
  | "tool_choice"
  | "functions"
  | "function_call"
  | "response_format"
  | "stream"
  | "stream_options"
  | "n"
>
