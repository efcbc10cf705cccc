import type { FinishReason } from "@turnout/core/Event"

const reasons: ReadonlyMap<string, FinishReason> = new Map<string, FinishReason>([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["pause_turn", "stop"],
  ["compaction", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["refusal", "content_filter"]
])

/** `called`: the caller's own tools; an answer given through our tool is text, and ends as such. */
export const toReason = (native: string | undefined, called: boolean): FinishReason => {
  if (native === undefined || native === "tool_use") return called ? "tool_calls" : "stop"
  return reasons.get(native) ?? "stop"
}

/** How much a native reason says. */
export const weightOf = (native: string): number => {
  const reason = toReason(native, true)
  return reason === "stop" ? 0 : reason === "tool_calls" ? 1 : 2
}
