import type { FinishReason } from "@turnout/core/Event"
import type { FailureClass } from "@turnout/core/Failure"
import type { Dialect } from "./dialect.ts"

const reasons = new Set<string>(["stop", "length", "tool_calls", "content_filter"])

/** Native words of the family's dialects. A failure class is an answer that broke off, not one that ended. */
const words = new Map<string, FinishReason | FailureClass>([
  ["stop", "stop"],
  ["eos", "stop"],
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["completed", "stop"],
  ["length", "length"],
  ["max_tokens", "length"],
  ["model_length", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_calls", "tool_calls"],
  ["function_call", "tool_calls"],
  ["tool_use", "tool_calls"],
  ["tool_call", "tool_calls"],
  ["content_filter", "content_filter"],
  ["content_filtered", "content_filter"],
  ["safety", "content_filter"],
  ["refusal", "content_filter"],
  ["sensitive", "content_filter"],
  ["recitation", "content_filter"],
  ["blocklist", "content_filter"],
  ["prohibited_content", "content_filter"],
  ["spii", "content_filter"],
  ["image_safety", "content_filter"],
  ["image_prohibited_content", "content_filter"],
  ["image_recitation", "content_filter"],
  ["guardrail_intervened", "content_filter"],
  ["error", "ServerError"],
  ["insufficient_system_resource", "Overloaded"],
  ["network_error", "ServerError"],
  ["malformed_function_call", "MalformedResponse"],
  ["malformed_model_output", "MalformedResponse"],
  ["malformed_response", "MalformedResponse"],
  ["malformed_tool_use", "MalformedResponse"],
  ["too_many_tool_calls", "MalformedResponse"],
  ["unexpected_tool_call", "MalformedResponse"],
  ["timeout", "TimedOut"],
  ["cancelled", "ServerError"]
])

/**
 * OpenAI's word for a native finish reason, or the class of failure that it confesses. An unknown word
 * is `stop`: the native one stands beside it. An answer that called tools and stopped for them says so.
 */
export const toReason = (native: string, called: boolean, dialect: Dialect): FinishReason | FailureClass => {
  const key = native.toLowerCase()
  const own = Object.hasOwn(dialect.finish, key) ? dialect.finish[key] : undefined
  const reason = own ?? words.get(key) ?? "stop"
  return reason === "stop" && called ? "tool_calls" : reason
}

/** How much a native reason says, so that a later `stop` does not make a cut answer look whole. */
export const weightOf = (native: string, dialect: Dialect): number => {
  if (native === "") return 0
  const reason = toReason(native, false, dialect)
  return reason === "stop" ? 1 : reason === "tool_calls" ? 2 : isReason(reason) ? 3 : 4
}

export const isReason = (reason: FinishReason | FailureClass): reason is FinishReason => reasons.has(reason)
