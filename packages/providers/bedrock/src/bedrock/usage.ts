import type { UsageReport } from "@turnout/core/Event"
import type { Json } from "@turnout/core/Json"
import * as Usage from "@turnout/core/Usage"
import { array, count, object, text } from "@turnout/wire/NativeAnswer"

/** Input tokens leave out what was read from a cache and written to one; output tokens hold the reasoning. */
export const toReport = (given: Json | undefined, tier: string | undefined): UsageReport | undefined => {
  const usage = object(given)
  if (usage === undefined) return undefined
  const input = count(usage["inputTokens"])
  const output = count(usage["outputTokens"])
  const written = count(usage["cacheWriteInputTokens"])
  if (input === undefined && output === undefined) return undefined
  let hour: number | undefined
  for (const each of array(usage["cacheDetails"]).map(object)) {
    const tokens = count(each?.["inputTokens"])
    if (text(each?.["ttl"]) === "1h" && tokens !== undefined) hour = (hour ?? 0) + tokens
  }
  const longest = hour === undefined ? undefined : Math.min(hour, written ?? hour)
  return {
    type: "usage",
    usage: Usage.make({
      input,
      cache_read: count(usage["cacheReadInputTokens"]),
      cache_write: written === undefined ? undefined : written - (longest ?? 0),
      cache_write_1h: longest,
      output,
      ...(input === undefined || output === undefined ? { assumed: true } : {})
    }),
    ...(tier === undefined ? {} : { tier })
  }
}
