import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { Entry } from "@turnout/core/Ledger"
import type { Request } from "@turnout/core/Request"
import type { Source } from "@turnout/core/Source"
import { isDataUri } from "../internal/data-uri.ts"
import { isObject } from "../internal/json.ts"
import type { Body } from "../Protocol.ts"
import { toForm } from "../TextForm.ts"
import * as Cache from "./cache.ts"
import * as Extension from "./extension.ts"
import type { Forms } from "./forms.ts"
import type { Draft, Notes } from "./notes.ts"
import * as Reasoning from "./reasoning.ts"

/** Where a parameter of a chat stands in a request of this family. */
const homes: { readonly [param: string]: string } = {
  temperature: "temperature",
  top_p: "top_p",
  top_k: "top_k",
  max_completion_tokens: "max_tokens",
  stop: "stop_sequences",
  tools: "tools",
  tool_choice: "tool_choice",
  user: "metadata"
}

const listOf = (value: Json | undefined): ReadonlyArray<Json> =>
  Array.isArray(value) ? (value as ReadonlyArray<Json>) : []

/** Whether an endpoint takes a tool of the caller's under its own name, with its own keys. */
const isTakenAs = (tool: Json, { property, tool_name }: Forms): boolean => {
  if (!isObject(tool) || (tool["type"] !== undefined && tool["type"] !== "custom")) return true
  const { input_schema: schema, name } = tool
  if (typeof name === "string" && toForm(name, tool_name) !== name) return false
  const keys = isObject(schema) && isObject(schema["properties"]) ? Object.keys(schema["properties"]) : []
  return property === undefined || keys.every((key) => toForm(key, property) === key)
}

const hasAddresses = ({ messages }: Request): boolean =>
  messages.some(
    ({ content }) =>
      Array.isArray(content) &&
      content.some((part) => part.type === "image_url" && !isDataUri(part.image_url.url))
  )

/** What has to be said in other words than the caller's: then the translation is said. */
const needsWords = ({ request, source }: Fitted, { facts }: Endpoint, forms: Forms): boolean => {
  const { features } = facts.capabilities
  if (source!.only !== undefined) return false
  const format = request.response_format
  if (format !== undefined && format.type !== "text" && features.json_schema !== "yes") return true
  if (features.image_url === "no" && hasAddresses(request)) return true
  return !listOf(source!.body["tools"]).every((tool) => isTakenAs(tool, forms))
}

/** Ids of calls that another vendor gave them. */
const identified = (messages: Json | undefined, { call_id: form }: Forms, notes: Notes): Json => {
  const idOf = (block: Json, at: string): Json => {
    if (!isObject(block)) return block
    const key =
      block["type"] === "tool_use" ? "id" : block["type"] === "tool_result" ? "tool_use_id" : undefined
    const id = key === undefined ? undefined : block[key]
    if (typeof id !== "string") return block
    const formed = toForm(id, form)
    if (formed === id) return block
    notes.push({ action: "translated", param: `${at}.${key}`, from: id, to: formed, reason: "dialect" })
    return { ...block, [key!]: formed }
  }
  return listOf(messages).map((message, index): Json => {
    if (!isObject(message) || !Array.isArray(message["content"])) return message
    const blocks = message["content"] as ReadonlyArray<Json>
    const made = blocks.map((block, at) => idOf(block, `messages[${index}].content[${at}]`))
    return made.every((block, at) => block === blocks[at]) ? message : { ...message, content: made }
  })
}

/** What fit changed of the chat request that this one means. */
const change = (draft: Draft, entry: Entry, request: Request): void => {
  const { param } = entry
  const home = Object.hasOwn(homes, param) ? homes[param] : undefined
  const value = (request as unknown as { readonly [name: string]: Json })[param]
  if (param === "parallel_tool_calls") {
    const choice = draft["tool_choice"]
    if (!isObject(choice)) return
    const { disable_parallel_tool_use: _, ...rest } = choice
    draft["tool_choice"] = rest
  } else if (home !== undefined) {
    if (value === undefined) delete draft[home]
    // What a chat has in one text is an object here, as are tools: fit leaves them out, or as they are.
    else if (entry.action === "clamped" || entry.action === "defaulted") draft[home] = value
  }
}

/** An effort that fit changed, in the words of the endpoint; the caller's own stay wherever it did not. */
const think = (draft: Draft, fitted: Fitted, endpoint: Endpoint, notes: Notes): void => {
  const changed = fitted.ledger.some(
    ({ action, param }) => param === "reasoning_effort" && action !== "unverified"
  )
  if (!changed) return
  const limit = typeof draft["max_tokens"] === "number" ? draft["max_tokens"] : Infinity
  const { effort, thinking } = Reasoning.plan(fitted.request, endpoint, limit, false, [], notes)
  delete draft["thinking"]
  if (thinking !== undefined) draft["thinking"] = thinking
  const config = isObject(draft["output_config"]) ? draft["output_config"] : {}
  const { effort: _, ...rest } = config
  const made = effort === undefined ? rest : { ...rest, effort }
  delete draft["output_config"]
  if (Object.keys(made).length > 0) draft["output_config"] = made
}

const blocksOf = (value: Json | undefined): Json =>
  typeof value === "string" ? [{ type: "text", text: value }] : (value ?? [])

/** Marks what to cache where the caller marked nothing at all. */
const cache = (draft: Draft, fitted: Fitted, { body }: Source, notes: Notes): void => {
  if (JSON.stringify(body).includes('"cache_control"')) return
  if (draft["system"] !== undefined) draft["system"] = blocksOf(draft["system"])
  draft["messages"] = listOf(draft["messages"]).map((message) =>
    isObject(message) ? { ...message, content: blocksOf(message["content"]) } : message
  )
  Cache.place(fitted.request, draft, fitted.extension, notes)
}

/**
 * The caller's own request: what it says stays where it stands, but for the model, and for what fit had to change. Undefined
 * where the endpoint does not take it in the caller's words.
 */
export const body = (
  caching: Cache.Cache,
  forms: Forms,
  fitted: Fitted,
  endpoint: Endpoint
): Body | undefined => {
  const { request, source } = fitted
  if (source === undefined || needsWords(fitted, endpoint, forms)) return undefined
  const notes: Notes = []
  const draft: Draft = { model: endpoint.provider_model_id, ...source.body }
  draft["messages"] = identified(draft["messages"], forms, notes)
  for (const entry of fitted.ledger) change(draft, entry, request)
  think(draft, fitted, endpoint, notes)
  if (request.stream) draft["stream"] = true
  if (caching === "auto") cache(draft, fitted, source, notes)
  const { extension } = fitted
  const native: JsonObject = extension === undefined ? draft : Extension.merged(draft, extension, notes)
  return { body: native, ledger: notes }
}
