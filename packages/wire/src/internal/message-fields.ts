import type { Message } from "@turnout/core/Message"

/** The fields of a message that a protocol reads, by its role. */
export const messageFields: { readonly [role in Message["role"]]: ReadonlySet<string> } = {
  system: new Set(["role", "content"]),
  developer: new Set(["role", "content"]),
  user: new Set(["role", "content"]),
  assistant: new Set(["role", "content", "refusal", "tool_calls", "reasoning_details"]),
  tool: new Set(["role", "content", "tool_call_id"])
}

/** Parts of an answer that only its reader needs: in a history they say nothing. */
export const forReaders: ReadonlySet<string> = new Set([
  "reasoning_content",
  "annotations",
  "provider_fields"
])
