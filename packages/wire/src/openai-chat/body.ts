import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { Entry } from "@turnout/core/Ledger"
import type { Request } from "@turnout/core/Request"
import { merge } from "../internal/merge.ts"
import * as Names from "../text-form/names.ts"
import type { Body } from "../Protocol.ts"
import { toForm } from "../TextForm.ts"
import { type Dialect, type Quirks, quirksOf } from "./dialect.ts"
import * as Demands from "./demands.ts"
import * as Messages from "./messages.ts"
import * as Tools from "./tools.ts"

type Mutable = { [key: string]: Json }

/** Parameters that are said in their own shape, in the order of the body. */
const plain = [
  "max_completion_tokens",
  "temperature",
  "top_p",
  "top_k",
  "min_p",
  "top_a",
  "repetition_penalty",
  "presence_penalty",
  "frequency_penalty",
  "logit_bias",
  "seed",
  "n",
  "stop",
  "logprobs",
  "top_logprobs",
  "parallel_tool_calls",
  "verbosity",
  "modalities",
  "web_search_options",
  "prompt_cache_key",
  "prompt_cache_options",
  "prompt_cache_retention",
  "safety_identifier",
  "moderation",
  "user"
] as const satisfies ReadonlyArray<keyof Request>

/** Native names that the contract governs, under whatever spelling: nothing else may write them. */
const governed: ReadonlySet<string> = new Set([
  ...plain,
  "model",
  "messages",
  "stream",
  "stream_options",
  "max_tokens",
  "tools",
  "tool_choice",
  "functions",
  "function_call",
  "response_format",
  "reasoning_effort"
])

const isForced = ({ tool_choice: choice, tools = [] }: Request): boolean =>
  tools.length > 0 && (choice === "required" || typeof choice === "object")

const effort = (request: Request, body: Mutable, quirks: Quirks, ledger: Array<Entry>): void => {
  const level = request.reasoning_effort
  if (quirks.forced !== undefined && isForced(request)) {
    if (level !== undefined) {
      ledger.push({ action: "dropped", param: "reasoning_effort", reason: "unsupported_with_tools" })
    }
    ledger.push({ action: "translated", param: "tool_choice", to: quirks.forced, reason: "demanded" })
    Object.assign(body, quirks.forced)
    return
  }
  if (level === undefined) return
  const native = quirks.effort[level]
  if (native === undefined) body["reasoning_effort"] = level
  else {
    ledger.push({
      action: "translated",
      param: "reasoning_effort",
      from: level,
      to: native,
      reason: "dialect"
    })
    Object.assign(body, native)
  }
}

/** The family's synonyms of a parameter: the caller's, else the oldest, if it is unknown which one is accepted. */
const wordFor = (name: (typeof plain)[number], { spelled }: Request, quirks: Quirks): string => {
  const renamed = quirks.renames[name]
  if (renamed !== undefined) return renamed
  const oldest = quirks.spellings[name]
  return oldest === undefined ? name : (spelled?.[name as keyof typeof spelled] ?? oldest)
}

const isFormed = (name: string): name is "user" | "safety_identifier" | "prompt_cache_key" =>
  name === "user" || name === "safety_identifier" || name === "prompt_cache_key"

/** Fields that the caller did not set: left out if the endpoint is known to refuse them. */
const isRefused = (field: string, { without }: Fitted): boolean => without?.includes(field) === true

const streaming = (
  fitted: Fitted,
  body: Mutable,
  quirks: Quirks,
  ledger: Array<Entry>,
  added: Array<string>
): void => {
  const { request } = fitted
  if (!request.stream && request.stream_options === undefined) return
  const { routing_events: ours, ...options } = request.stream_options ?? {}
  if (ours !== undefined) {
    ledger.push({ action: "dropped", param: "stream_options.routing_events", reason: "needless" })
  }
  if (request.stream) body["stream"] = true
  if (request.stream && quirks.includeUsage && !isRefused("stream_options", fitted)) {
    added.push("stream_options")
    body["stream_options"] = { ...options, include_usage: true }
    ledger.push({ action: "translated", param: "stream_options.include_usage", to: true, reason: "demanded" })
  } else if (Object.keys(options).length > 0) {
    ledger.push({ action: "dropped", param: "stream_options", reason: "unsupported" })
  }
}

/** Tools and the form of the answer, which may take words beside its fields. */
const planned = (
  { ledger: fitted, request }: Fitted,
  endpoint: Endpoint,
  body: Mutable,
  quirks: Quirks,
  names: Names.Names,
  ledger: Array<Entry>
): void => {
  const { instructions, ...fields } = Tools.plan(request, endpoint, fitted, quirks, names, ledger)
  if (instructions !== undefined) {
    const messages = body["messages"] as unknown as ReadonlyArray<JsonObject>
    body["messages"] = Demands.instructed(messages, instructions, ledger)
  }
  Object.assign(body, fields)
}

/** What the request says in words of the dialect, in the order of OpenAI's reference. */
const write = (
  fitted: Fitted,
  endpoint: Endpoint,
  quirks: Quirks,
  names: Names.Names,
  ledger: Array<Entry>,
  added: Array<string>
): Mutable => {
  const { request } = fitted
  const messages = Messages.toNative(request.messages, quirks, names, endpoint, ledger)
  const body: Mutable = {
    model: endpoint.provider_model_id,
    messages: Demands.met(messages, quirks, ledger)
  }
  if (
    request.tools !== undefined ||
    request.tool_choice !== undefined ||
    request.response_format !== undefined
  )
    planned(fitted, endpoint, body, quirks, names, ledger)
  effort(request, body, quirks, ledger)
  for (const name of plain) {
    const value = request[name]
    // What is there already was decided by the form of the answer.
    if (value === undefined || body[name] !== undefined) continue
    const native = wordFor(name, request, quirks)
    body[native] = value as Json
    if (isFormed(name)) {
      const formed = toForm(value as string, quirks.forms[name])
      if (formed !== value) {
        body[native] = formed
        ledger.push({ action: "translated", param: name, to: formed, reason: "dialect" })
      }
    }
    if (native !== name) ledger.push({ action: "renamed", param: name, to: native, reason: "same_meaning" })
  }
  if (quirks.logprobs === "count") Demands.counted(request, body, ledger)
  streaming(fitted, body, quirks, ledger, added)
  if (quirks.fixed !== undefined) {
    for (const [name, value] of Object.entries(quirks.fixed)) {
      body[name] = value
      ledger.push({ action: "translated", param: name, to: value, reason: "demanded" })
    }
  }
  return body
}

/**
 * Top-level fields that the contract does not know, then the caller's extension, which wins over them; of both
 * only leaves that are not set yet.
 */
const openFields = (native: JsonObject, fitted: Fitted, quirks: Quirks, ledger: Array<Entry>): JsonObject => {
  const spellings = new Set([...Object.values(quirks.renames), ...Object.values(quirks.spellings)])
  const { extension = {} } = fitted
  const { unknown = {} } = fitted.request
  const drop = (param: string, reason: Entry["reason"]) => ledger.push({ action: "dropped", param, reason })
  const allowed = (fields: JsonObject, path: string): JsonObject =>
    Object.fromEntries(
      Object.entries(fields).filter(([name]) => {
        if (!governed.has(name) && !spellings.has(name)) return true
        drop(path + name, "dialect")
        return false
      })
    )
  const open = merge(allowed(unknown, ""), allowed(extension, "extensions."), "second", (path) =>
    drop(path, "needless")
  )
  return merge(native, open, "first", (path) => {
    const [top = ""] = path.split(".")
    if (Object.hasOwn(extension, top)) drop(`extensions.${path}`, "dialect")
    if (Object.hasOwn(unknown, top)) drop(path, "dialect")
  })
}

/** The native body. */
export const body = (dialect: Dialect, fitted: Fitted, endpoint: Endpoint): Body => {
  const quirks = quirksOf(dialect, endpoint.provider_model_id)
  const ledger: Array<Entry> = []
  const added: Array<string> = []
  const names = Names.make(quirks.forms.tool_name)
  const native = write(fitted, endpoint, quirks, names, ledger, added)
  const isOpen = fitted.request.unknown !== undefined || fitted.extension !== undefined
  const back = names.back()
  const made: { -readonly [field in keyof Body]: Body[field] } = {
    body: isOpen ? openFields(native, fitted, quirks, ledger) : native,
    ledger
  }
  if (back !== undefined) made.names = back
  if (added.length > 0) made.added = added
  return made
}
