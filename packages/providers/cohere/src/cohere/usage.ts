import type { UsageReport } from "@turnout/core/Event"
import type { Json } from "@turnout/core/Json"
import * as Usage from "@turnout/core/Usage"
import { count, object } from "@turnout/wire/NativeAnswer"

/**
 * `tokens` is what the model saw and wrote; `billed_units` leaves the vendor's own prompt out, and stands in where there is
 * nothing else. What was cached is part of the input. Searches are counted, and billed, beside the tokens.
 */
export const toReport = (given: Json | undefined): UsageReport | undefined => {
  const usage = object(given)
  if (usage === undefined) return undefined
  const tokens = object(usage["tokens"]) ?? {}
  const billed = object(usage["billed_units"]) ?? {}
  const input = count(tokens["input_tokens"]) ?? count(billed["input_tokens"])
  const output = count(tokens["output_tokens"]) ?? count(billed["output_tokens"])
  const cached = count(usage["cached_tokens"])
  if (input === undefined && output === undefined) return undefined
  const read = cached === undefined ? undefined : Math.min(cached, input ?? cached)
  const searches = count(billed["search_units"]) ?? 0
  return {
    type: "usage",
    usage: Usage.make({
      input: input === undefined ? undefined : input - (read ?? 0),
      cache_read: read,
      output,
      ...(input === undefined || output === undefined ? { assumed: true } : {})
    }),
    ...(searches > 0 ? { modifiers: ["search_units"] } : {})
  }
}
