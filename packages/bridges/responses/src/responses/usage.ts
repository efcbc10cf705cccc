import * as Usage from "@turnout/core/Usage"
import type { ResponseUsage } from "../Response.ts"

/** Disjoint buckets as OpenAI's totals. Its clients require both details: what was not told is 0 in them. */
export const toUsage = (usage: Usage.Usage): ResponseUsage => {
  const input = Usage.inputTotal(usage)
  const output = Usage.outputTotal(usage)
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: usage.cache_read ?? 0,
      cache_write_tokens: (usage.cache_write ?? 0) + (usage.cache_write_1h ?? 0)
    },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
    total_tokens: input + output
  }
}
