/** The chat request that a Responses request means, and the request as endpoints get it that speak Responses. */
import { isCredential } from "@turnout/core/CredentialNames"
import type { Json, JsonObject } from "@turnout/core/Json"
import { toMessages } from "./input.ts"
import * as Reasoning from "./reasoning.ts"
import { toChoice, toTools } from "./tools.ts"
import { type Draft, isObject, type Translation } from "./translation.ts"

/** Fields that are looked at by name. */
const own: ReadonlySet<string> = new Set([
  "input",
  "instructions",
  "tools",
  "tool_choice",
  "max_output_tokens",
  "top_logprobs",
  "text",
  "reasoning",
  "reasoning_effort",
  "stream",
  "metadata",
  "store",
  "background",
  "previous_response_id",
  "conversation",
  "prompt"
])

/** Fields that only endpoints know that speak Responses; the value that asks for nothing. */
const native: { readonly [name: string]: Json | undefined } = {
  truncation: "disabled",
  include: undefined,
  max_tool_calls: undefined,
  context_management: undefined,
  background_options: undefined,
  image: undefined,
  access_programs: undefined
}

/** Of the request, what is the router's or the host's: no endpoint is sent it. */
const router: ReadonlySet<string> = new Set([
  "model",
  "gateway",
  "extensions",
  "models",
  "routing",
  "auriko_metadata",
  "drop_params",
  "region",
  "use_custom_keys",
  "tags",
  "signature",
  "log_query_body",
  "log_response_body",
  "service_tier",
  "top_k",
  "reasoning_effort",
  "stream",
  "store",
  "background"
])

/** Parameters of the chat API that Responses lacks: other endpoints may take them, those that speak Responses do not. */
const chatOnly: ReadonlySet<string> = new Set([
  "stop",
  "seed",
  "presence_penalty",
  "frequency_penalty",
  "logit_bias",
  "min_p",
  "top_a",
  "repetition_penalty",
  "web_search_options",
  "prediction",
  "audio",
  "modalities"
])

const measures = "message.output_text.logprobs"

const formatOf = (format: unknown): unknown => {
  if (!isObject(format) || format["type"] !== "json_schema") return format
  const { type, ...schema } = format
  return { type, json_schema: withoutNulls(schema) }
}

export const withoutNulls = (record: { readonly [key: string]: unknown }): JsonObject => {
  const kept: Draft = {}
  for (const key of Object.keys(record)) {
    const value = record[key]
    if (value === null || value === undefined) continue
    if (key === "__proto__") continue
    kept[key] = value
  }
  return kept as unknown as JsonObject
}

const probabilities = (record: JsonObject, chat: Draft): void => {
  const { include, top_logprobs: top } = record
  const asked = Array.isArray(include) && include.includes(measures)
  if (asked || (top !== undefined && top !== 0)) chat["logprobs"] = true
  if (chat["logprobs"] === true && top !== undefined) chat["top_logprobs"] = top
}

const texts = (record: JsonObject, chat: Draft): void => {
  const { text } = record
  if (!isObject(text)) return
  const { format, verbosity } = text
  if (format !== undefined && format !== null) chat["response_format"] = formatOf(format)
  if (verbosity !== undefined && verbosity !== null) chat["verbosity"] = verbosity
}

/** The effort, and which of its two fields says it. */
export const effortOf = (record: JsonObject): readonly [effort: Json | undefined, at: string] => {
  const { reasoning, reasoning_effort: flat } = record
  const nested = isObject(reasoning) ? (reasoning["effort"] ?? undefined) : undefined
  return nested === undefined ? [flat, "reasoning_effort"] : [nested, "reasoning.effort"]
}

const losses = (record: JsonObject, to: Translation): void => {
  for (const [name, neutral] of Object.entries(native)) {
    const value = record[name]
    const isEmpty = Array.isArray(value) && value.length === 0
    if (value !== undefined && value !== neutral && !isEmpty) to.lose(name)
  }
  const { reasoning } = record
  if (!isObject(reasoning)) return
  for (const name of ["context", "mode"]) {
    const value = reasoning[name] ?? undefined
    if (value !== undefined && value !== "auto" && value !== "standard") to.lose(`reasoning.${name}`)
  }
}

/** `record` has no nulls at its top. */
export const toChat = (record: JsonObject, to: Translation): Draft => {
  const chat: Draft = { messages: toMessages(record["input"], record["instructions"], to) }
  for (const [name, value] of Object.entries(record)) {
    if (!own.has(name) && !Object.hasOwn(native, name) && name !== "messages") chat[name] = value
  }
  const { max_output_tokens: most, tool_choice: choice, tools } = record
  if (most !== undefined) chat["max_completion_tokens"] = most
  if (Array.isArray(tools)) {
    const made = toTools(tools, to)
    if (made.length > 0) chat["tools"] = made
  }
  if (choice !== undefined) {
    const made = toChoice(choice, to)
    if (made !== undefined && (chat["tools"] !== undefined || to.only === undefined))
      chat["tool_choice"] = made
  }
  const [effort, at] = effortOf(record)
  if (effort !== undefined) {
    chat["reasoning_effort"] = effort
    to.names.set("reasoning_effort", at)
  }
  texts(record, chat)
  probabilities(record, chat)
  losses(record, to)
  return chat
}

/** What endpoints are sent that speak Responses: as it was written, but for what is the router's. */
export const toSource = (record: JsonObject): JsonObject => {
  const body: Draft = {}
  for (const [name, value] of Object.entries(record)) {
    if (!router.has(name) && !chatOnly.has(name) && !isCredential(name)) body[name] = value
  }
  const { input, reasoning, reasoning_effort: effort } = record
  if (Array.isArray(input)) {
    body["input"] = input.map((item) => (isObject(item) ? Reasoning.toNative(item) : item))
  }
  if (effort !== undefined) body["reasoning"] = { ...(isObject(reasoning) ? reasoning : {}), effort }
  return body as unknown as JsonObject
}
