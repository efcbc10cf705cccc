import type { CompletionUsage } from "../ChatCompletion.ts"
import * as Usage from "../Usage.ts"

/** Disjoint buckets as OpenAI's totals with the parts that were told; `cost` only where it is known. */
export const toCompletionUsage = (usage: Usage.Usage, costUsd?: number): CompletionUsage => {
  const prompt = Usage.inputTotal(usage)
  const completion = Usage.outputTotal(usage)
  const { cache_read, cache_write, cache_write_1h, input_audio, input_image } = usage
  const { output_audio, output_image, reasoning } = usage
  const written =
    cache_write === undefined && cache_write_1h === undefined
      ? undefined
      : (cache_write ?? 0) + (cache_write_1h ?? 0)
  const completed: { -readonly [field in keyof CompletionUsage]: CompletionUsage[field] } = {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion
  }
  if (
    written !== undefined ||
    cache_read !== undefined ||
    input_audio !== undefined ||
    input_image !== undefined
  ) {
    completed.prompt_tokens_details = told({
      cached_tokens: cache_read,
      cache_write_tokens: written,
      audio_tokens: input_audio,
      image_tokens: input_image
    })
  }
  if (reasoning !== undefined || output_audio !== undefined || output_image !== undefined) {
    completed.completion_tokens_details = told({
      reasoning_tokens: reasoning,
      audio_tokens: output_audio,
      image_tokens: output_image
    })
  }
  if (usage.assumed === true) completed.confidence = "assumed"
  if (costUsd !== undefined) completed.cost = costUsd
  return completed
}

/** What was counted of these. */
const told = <Name extends string>(details: {
  readonly [name in Name]: number | undefined
}): { readonly [name in Name]?: number } => {
  const some: { [name in Name]?: number } = {}
  for (const name in details) {
    const value = details[name]
    if (value !== undefined) some[name] = value
  }
  return some
}
