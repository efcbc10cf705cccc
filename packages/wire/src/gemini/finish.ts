import type { FinishReason } from "@turnout/core/Event"
import type { FailureClass } from "@turnout/core/Failure"

/** Finish reasons of the family; those that are errors have a class of failure. */
const reasons: ReadonlyMap<string, FinishReason | FailureClass> = new Map<
  string,
  FinishReason | FailureClass
>([
  ["STOP", "stop"],
  ["MAX_TOKENS", "length"],
  // What is left can be asked for with the token that stands in `provider_fields`.
  ["CONTINUATION", "length"],
  ["SAFETY", "content_filter"],
  ["RECITATION", "content_filter"],
  ["BLOCKLIST", "content_filter"],
  ["PROHIBITED_CONTENT", "content_filter"],
  ["SPII", "content_filter"],
  ["IMAGE_SAFETY", "content_filter"],
  ["IMAGE_PROHIBITED_CONTENT", "content_filter"],
  ["IMAGE_RECITATION", "content_filter"],
  ["ESCALATION", "content_filter"],
  ["MODEL_ARMOR", "content_filter"],
  ["MALFORMED_FUNCTION_CALL", "MalformedResponse"],
  ["UNEXPECTED_TOOL_CALL", "MalformedResponse"],
  ["TOO_MANY_TOOL_CALLS", "MalformedResponse"],
  ["MALFORMED_RESPONSE", "MalformedResponse"],
  ["MISSING_THOUGHT_SIGNATURE", "InvalidRequest"],
  ["PUP_LIMITED_DISABLED", "PermissionDenied"]
])

const finishes: ReadonlySet<string> = new Set<FinishReason>([
  "stop",
  "length",
  "tool_calls",
  "content_filter"
])

export const isReason = (reason: FinishReason | FailureClass): reason is FinishReason => finishes.has(reason)

/** A reason that is not known ends the answer all the same. `called`: functions of the caller's. */
export const toReason = (native: string, called: boolean): FinishReason | FailureClass => {
  const reason = reasons.get(native) ?? "stop"
  return reason === "stop" && called ? "tool_calls" : reason
}

/** How much a native reason says: an answer that was cut does not become whole. */
export const weightOf = (native: string): number => (toReason(native, false) === "stop" ? 0 : 1)
