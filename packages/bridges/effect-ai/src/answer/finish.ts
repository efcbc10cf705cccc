import type { CompletionUsage } from "@turnout/core/ChatCompletion"
import type { FinishReason } from "@turnout/core/Event"
import type { Parts } from "@turnout/core/Parts"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { Response } from "../internal/ai.ts"
import { told } from "./metadata.ts"

const reasons: { readonly [reason in FinishReason]: Response.FinishPartEncoded["reason"] } = {
  stop: "stop",
  length: "length",
  tool_calls: "tool-calls",
  content_filter: "content-filter"
}

/** Effect takes whole counts alone; what the vendor did not report is absent. */
const count = <Name extends string>(
  name: Name,
  value: number | undefined
): { readonly [key in Name]?: number } =>
  (Number.isSafeInteger(value) ? { [name]: value } : {}) as { readonly [key in Name]?: number }

const left = (total: number, ...parts: ReadonlyArray<number | undefined>): number | undefined => {
  const rest = parts.reduce<number>((sum, part) => sum - (part ?? 0), total)
  return rest < 0 ? undefined : rest
}

export const toUsage = (usage: CompletionUsage | null | undefined): Response.FinishPartEncoded["usage"] => {
  if (usage === undefined || usage === null) return { inputTokens: {}, outputTokens: {} }
  const { completion_tokens, completion_tokens_details, prompt_tokens, prompt_tokens_details } = usage
  const read = prompt_tokens_details?.cached_tokens
  const write = prompt_tokens_details?.cache_write_tokens
  const reasoning = completion_tokens_details?.reasoning_tokens
  const isSplit = read !== undefined || write !== undefined
  return {
    inputTokens: {
      ...count("total", prompt_tokens),
      ...count("uncached", isSplit ? left(prompt_tokens, read, write) : undefined),
      ...count("cacheRead", read),
      ...count("cacheWrite", write)
    },
    outputTokens: {
      ...count("total", completion_tokens),
      ...count("text", reasoning === undefined ? undefined : left(completion_tokens, reasoning)),
      ...count("reasoning", reasoning)
    }
  }
}

export const toFinish = (
  { fields, native, reason }: Parts,
  usage: CompletionUsage | null | undefined,
  metadata: RoutingMetadata
): Response.FinishPartEncoded => ({
  type: "finish",
  reason: reason === undefined ? "unknown" : reasons[reason],
  usage: toUsage(usage),
  ...told({
    routing_metadata: metadata,
    ...(typeof native === "string" ? { native_finish_reason: native } : undefined),
    ...(fields === undefined ? undefined : { provider_fields: fields })
  })
})
