import type { CompletionUsage } from "../ChatCompletion.ts"
import * as Usage from "../Usage.ts"

/** Disjoint buckets as OpenAI's totals with their parts; `cost` only where it is known. */
export const toCompletionUsage = (usage: Usage.Usage, costUsd?: number): CompletionUsage => {
  const prompt = Usage.inputTotal(usage)
  const completion = Usage.outputTotal(usage)
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      cached_tokens: usage.cache_read,
      cache_write_tokens: usage.cache_write + usage.cache_write_1h,
      audio_tokens: usage.input_audio,
      ...(usage.input_image === 0 ? undefined : { image_tokens: usage.input_image })
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoning,
      audio_tokens: usage.output_audio,
      ...(usage.output_image === 0 ? undefined : { image_tokens: usage.output_image })
    },
    ...(costUsd === undefined ? undefined : { cost: costUsd })
  }
}
