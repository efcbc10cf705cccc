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
  const read = told({
    cached_tokens: cache_read,
    cache_write_tokens: written,
    audio_tokens: input_audio,
    image_tokens: input_image
  })
  const said = told({
    reasoning_tokens: reasoning,
    audio_tokens: output_audio,
    image_tokens: output_image
  })
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...(read === undefined ? undefined : { prompt_tokens_details: read }),
    ...(said === undefined ? undefined : { completion_tokens_details: said }),
    ...(usage.assumed === true ? { confidence: "assumed" as const } : undefined),
    ...(costUsd === undefined ? undefined : { cost: costUsd })
  }
}

/** Undefined where nothing is. */
const told = <Name extends string>(details: {
  readonly [name in Name]: number | undefined
}): { readonly [name in Name]?: number } | undefined => {
  const some: { [name in Name]?: number } = {}
  let any = false
  for (const name in details) {
    const value = details[name]
    if (value === undefined) continue
    some[name] = value
    any = true
  }
  return any ? some : undefined
}
