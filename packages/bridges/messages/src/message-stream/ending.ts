import type { Finish } from "@turnout/core/Event"
import type { Fold } from "@turnout/core/Fold"
import type { JsonObject } from "@turnout/core/Json"
import * as Usage from "@turnout/core/Usage"
import type { MessageUsage, StopReason } from "../Message.ts"
import type { MessageDelta } from "../MessageEvent.ts"

/** How an answer ended, as far as its events tell. */
export interface Ending {
  readonly finish: Finish | undefined
  /** Of a refusal. */
  readonly refusal: string
  readonly called: boolean
  /** What the vendor added to the message and its choice. */
  readonly fields: JsonObject
}

const native: ReadonlyMap<string, Finish["reason"]> = new Map<StopReason, Finish["reason"]>([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["pause_turn", "stop"],
  ["tool_use", "tool_calls"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["refusal", "content_filter"]
])

/** Where servers say which of the caller's texts they stopped at. */
const places = ["stop_sequence", "stop_reason", "matched_stop"] as const

const stoppedAt = (fields: JsonObject, stops: ReadonlyArray<string>): string | null => {
  for (const place of places) {
    const value = Object.hasOwn(fields, place) ? fields[place] : undefined
    if (typeof value === "string" && stops.includes(value)) return value
  }
  return null
}

const reasonOf = ({ called, finish, refusal }: Ending, at: string | null): StopReason => {
  const reason = finish?.reason ?? "stop"
  if (finish?.native != null && native.get(finish.native) === reason) {
    const told = finish.native as StopReason
    if (told !== "end_turn" || (!called && refusal === "" && at === null)) return told
  }
  switch (reason) {
    case "length":
      return "max_tokens"
    case "content_filter":
      return "refusal"
    case "tool_calls":
      // Calls that were removed end nothing.
      return called ? "tool_use" : "end_turn"
    default:
      // A client runs the calls that it was told of where this says so.
      return called ? "tool_use" : refusal !== "" ? "refusal" : at === null ? "end_turn" : "stop_sequence"
  }
}

export const deltaOf = (ending: Ending, stops: ReadonlyArray<string>): MessageDelta["delta"] => {
  const at = stoppedAt(ending.fields, stops)
  const stop_reason = reasonOf(ending, at)
  return {
    stop_reason,
    stop_sequence: stop_reason === "stop_sequence" ? at : null,
    stop_details:
      stop_reason === "refusal"
        ? { type: "refusal", category: null, explanation: ending.refusal === "" ? null : ending.refusal }
        : null,
    container: null
  }
}

const tiers: ReadonlySet<string | undefined> = new Set(["standard", "priority", "batch"])

/** Before anything was counted. */
export const uncounted: MessageUsage = {
  input_tokens: 0,
  cache_creation_input_tokens: null,
  cache_read_input_tokens: null,
  cache_creation: null,
  output_tokens: 0,
  output_tokens_details: null,
  server_tool_use: null,
  service_tier: null,
  inference_geo: null,
  speed: null
}

export const usageOf = (fold: Fold): MessageUsage => {
  const usage = fold.usage()
  const tier = fold.servedTier()
  const service_tier = tiers.has(tier) ? (tier as MessageUsage["service_tier"]) : null
  if (usage === undefined) return { ...uncounted, service_tier, confidence: "unknown" }
  const { assumed, cache_read, cache_write, cache_write_1h, reasoning, web_search } = usage
  const hasWrites = cache_write !== undefined || cache_write_1h !== undefined
  const written = (cache_write ?? 0) + (cache_write_1h ?? 0)
  return {
    ...uncounted,
    input_tokens: Math.max(0, Usage.inputTotal(usage) - (cache_read ?? 0) - written),
    cache_creation_input_tokens: hasWrites ? written : null,
    cache_read_input_tokens: cache_read ?? null,
    cache_creation: hasWrites
      ? { ephemeral_5m_input_tokens: cache_write ?? 0, ephemeral_1h_input_tokens: cache_write_1h ?? 0 }
      : null,
    output_tokens: Usage.outputTotal(usage),
    output_tokens_details: reasoning === undefined ? null : { thinking_tokens: reasoning },
    server_tool_use:
      web_search === undefined ? null : { web_search_requests: web_search, web_fetch_requests: 0 },
    service_tier,
    ...(assumed === true ? { confidence: "assumed" as const } : {})
  }
}
