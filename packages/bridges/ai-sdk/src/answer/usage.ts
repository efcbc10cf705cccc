import type { JSONObject, LanguageModelV4Usage } from "@ai-sdk/provider"
import type { CompletionUsage } from "@turnout/core/ChatCompletion"

/** What is left of a count when parts of it are taken away; unknown where one of them is unknown. */
const without = (
  total: number | undefined,
  ...parts: ReadonlyArray<number | undefined>
): number | undefined => {
  if (total === undefined) return undefined
  let left = total
  for (const part of parts) left -= part ?? 0
  return left < 0 ? undefined : left
}

/** What the vendor did not report stays undefined, and is never 0. */
export const toUsage = (usage: CompletionUsage | null | undefined): LanguageModelV4Usage => {
  if (usage === undefined || usage === null) {
    return {
      inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: undefined, text: undefined, reasoning: undefined }
    }
  }
  const { completion_tokens, completion_tokens_details, prompt_tokens, prompt_tokens_details } = usage
  const cacheRead = prompt_tokens_details?.cached_tokens
  const cacheWrite = prompt_tokens_details?.cache_write_tokens
  const reasoning = completion_tokens_details?.reasoning_tokens
  const isSplit = cacheRead !== undefined || cacheWrite !== undefined
  return {
    inputTokens: {
      total: prompt_tokens,
      noCache: isSplit ? without(prompt_tokens, cacheRead, cacheWrite) : undefined,
      cacheRead,
      cacheWrite
    },
    outputTokens: {
      total: completion_tokens,
      text: reasoning === undefined ? undefined : without(completion_tokens, reasoning),
      reasoning
    },
    raw: usage as unknown as JSONObject
  }
}
