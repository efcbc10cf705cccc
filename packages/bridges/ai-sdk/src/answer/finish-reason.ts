import type { LanguageModelV4FinishReason } from "@ai-sdk/provider"
import type { FinishReason } from "@turnout/core/Event"

const unified: { readonly [reason in FinishReason]: LanguageModelV4FinishReason["unified"] } = {
  stop: "stop",
  length: "length",
  tool_calls: "tool-calls",
  content_filter: "content-filter"
}

/** `raw` is the vendor's own word; undefined where it sent none. */
export const toFinishReason = (
  reason: FinishReason | null | undefined,
  native: string | null | undefined
): LanguageModelV4FinishReason => ({
  unified: reason === undefined || reason === null ? "other" : unified[reason],
  raw: native ?? undefined
})
