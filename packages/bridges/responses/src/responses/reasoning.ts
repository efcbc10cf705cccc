/** Reasoning of earlier answers on its way back to whoever made it. */
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Envelope from "./envelope.ts"
import { type Draft, isObject } from "./translation.ts"

const textOf = (part: unknown): string | undefined =>
  isObject(part) && typeof part["text"] === "string" ? part["text"] : undefined

const listOf = (value: Json | undefined): ReadonlyArray<Json> => (Array.isArray(value) ? value : [])

const opened = (item: JsonObject): Envelope.Envelope | undefined => {
  const data = item["encrypted_content"]
  return typeof data === "string" ? Envelope.open(data) : undefined
}

/** An item as the parts that chat requests have for it: those in its envelope, else what it says itself. */
export const toDetails = (item: JsonObject): ReadonlyArray<Draft> => {
  const envelope = opened(item)
  if (envelope !== undefined) return envelope.details as ReadonlyArray<Draft>
  const { id, origin } = item
  const base = {
    ...(typeof id === "string" ? { id } : {}),
    ...(isObject(origin) ? { format: origin["format"], origin } : {})
  }
  const details: Array<Draft> = []
  for (const part of listOf(item["summary"])) {
    const summary = textOf(part)
    if (summary !== undefined) details.push({ type: "reasoning.summary", summary, ...base })
  }
  for (const part of listOf(item["content"])) {
    const text = textOf(part)
    if (text !== undefined) details.push({ type: "reasoning.text", text, ...base })
  }
  const data = item["encrypted_content"]
  if (typeof data === "string" && !Envelope.isBroken(data)) {
    details.push({ type: "reasoning.encrypted", data, ...base })
  }
  return details
}

/** The signatures of calls, by the calls' ids, in all items of a conversation. */
export const signatures = (items: ReadonlyArray<unknown>): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const item of items) {
    if (!isObject(item) || item["type"] !== "reasoning") continue
    for (const [id, signature] of Object.entries(opened(item)?.signatures ?? {})) {
      if (typeof signature === "string") found.set(id, signature)
    }
  }
  return found
}

/**
 * An item for endpoints that speak Responses. What was sealed here they are told open, as `reasoning_details`: an endpoint
 * takes its own of it.
 */
export const toNative = (item: JsonObject): JsonObject => {
  if (item["type"] === "reasoning") {
    const envelope = opened(item)
    if (envelope === undefined) return item
    const { id } = item
    return { type: "reasoning", ...(id === undefined ? {} : { id }), reasoning_details: envelope.details }
  }
  if (item["provider_fields"] === undefined) return item
  const { provider_fields: _, ...own } = item
  return own
}
