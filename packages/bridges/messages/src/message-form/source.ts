import type { Json, JsonObject } from "@turnout/core/Json"
import type { Source } from "@turnout/core/Source"
import { isCredential } from "@turnout/core/CredentialNames"
import * as Carrier from "../Carrier.ts"
import { isBlank } from "./content.ts"
import { isObject, type Notes } from "./notes.ts"

/** The name of the API family, as its protocols bear it. */
export const format = "anthropic-messages"

/** What is the router's and the host's, and no part of Anthropic's request. */
export const routers: ReadonlyArray<string> = [
  "gateway",
  "extensions",
  "drop_params",
  "region",
  "use_custom_keys",
  "tags",
  "signature",
  "log_query_body",
  "log_response_body"
]

/** What is not Anthropic's, or differs from endpoint to endpoint. */
export const outside: ReadonlySet<string> = new Set(["model", "stream", ...routers])

/** Headers of this API that a vendor may be sent. */
const told = ["anthropic-version", "anthropic-beta"]

/** A citation that we told of another vendor's answer: it has nothing that Anthropic could check. */
const isOwn = (citation: Json): boolean => !isObject(citation) || citation["encrypted_index"] !== ""

/** Reasoning of another vendor, an empty text: what this API's own servers refuse. Undefined: nothing of it is left. */
const blockOf = (block: Json, at: string, notes: Notes): Json | undefined => {
  if (!isObject(block)) return block
  switch (block["type"]) {
    case "thinking":
    case "redacted_thinking":
      if (!Carrier.isCarried(block["signature"]) && !Carrier.isCarried(block["data"])) return block
      notes.changed.push({ action: "stripped", param: at, reason: "origin" })
      return undefined
    case "text": {
      const { citations, text } = block
      if (typeof text === "string" && isBlank(text)) {
        notes.changed.push({ action: "dropped", param: at, reason: "needless" })
        return undefined
      }
      if (!Array.isArray(citations) || (citations as ReadonlyArray<Json>).every(isOwn)) return block
      notes.changed.push({ action: "dropped", param: `${at}.citations`, reason: "needless" })
      const { citations: _, ...rest } = block
      const kept = (citations as ReadonlyArray<Json>).filter(isOwn)
      return kept.length === 0 ? rest : { ...rest, citations: kept }
    }
    default:
      return block
  }
}

const blocksOf = (content: Json, at: string, notes: Notes): Json => {
  if (!Array.isArray(content)) return content
  const list = content as ReadonlyArray<Json>
  let changed = false
  const kept = list.filter((block, index) => {
    const made = blockOf(block, `${at}[${index}]`, notes)
    if (made !== block) changed = true
    return made !== undefined
  })
  if (!changed) return content
  return kept.map((block) => blockOf(block, at, scratch) ?? block)
}

/** The second look at what stays tells nothing again. */
const scratch = { changed: { push: () => 0 } } as unknown as Notes

const messagesOf = (messages: Json, notes: Notes): Json => {
  if (!Array.isArray(messages)) return messages
  return (messages as ReadonlyArray<Json>).flatMap((message, index) => {
    if (!isObject(message) || message["content"] === undefined) return [message]
    const content = blocksOf(message["content"], `messages[${index}].content`, notes)
    if (content === message["content"]) return [message]
    return (content as ReadonlyArray<Json>).length === 0 ? [] : [{ ...message, content }]
  })
}

/** The request as its caller wrote it, for endpoints that speak its API. */
export const of = (body: JsonObject, headers: { readonly [name: string]: string }, notes: Notes): Source => {
  const own: { [name: string]: Json } = {}
  for (const [name, value] of Object.entries(body)) {
    if (value === null || outside.has(name) || isCredential(name)) continue
    if (name === "messages") own[name] = messagesOf(value, notes)
    else if (name === "system") own[name] = blocksOf(value, name, notes)
    else own[name] = value
  }
  if (Array.isArray(own["system"]) && (own["system"] as ReadonlyArray<Json>).length === 0)
    delete own["system"]
  const sent = Object.fromEntries(told.flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])))
  return {
    format,
    body: own,
    lost: notes.lost,
    changed: notes.changed,
    ...(Object.keys(sent).length === 0 ? {} : { headers: sent }),
    ...(notes.only === undefined ? {} : { only: notes.only })
  }
}
