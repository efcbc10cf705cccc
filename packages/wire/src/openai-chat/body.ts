import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { Entry, Ledger } from "@turnout/core/Ledger"
import type { Request } from "@turnout/core/Request"
import { type Dialect, type Quirks, quirksOf } from "./dialect.ts"
import { merged } from "./extension.ts"
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

const effort = (request: Request, quirks: Quirks, ledger: Array<Entry>): JsonObject => {
  const level = request.reasoning_effort
  if (level === undefined) return {}
  const native = quirks.effort[level]
  if (native === undefined) return { reasoning_effort: level }
  ledger.push({ action: "translated", param: "reasoning_effort", from: level, to: native, reason: "dialect" })
  return native
}

const streaming = (request: Request, body: Mutable, quirks: Quirks, ledger: Array<Entry>): void => {
  const { routing_events: ours, ...options } = request.stream_options ?? {}
  if (ours !== undefined) {
    ledger.push({ action: "dropped", param: "stream_options.routing_events", reason: "needless" })
  }
  if (request.stream) body["stream"] = true
  if (request.stream && quirks.includeUsage) {
    body["stream_options"] = { ...options, include_usage: true }
    ledger.push({ action: "translated", param: "stream_options.include_usage", to: true, reason: "demanded" })
  } else if (Object.keys(options).length > 0) {
    ledger.push({ action: "dropped", param: "stream_options", reason: "unsupported" })
  }
}

/** What the request says in words of the dialect, in the order of OpenAI's reference. */
const write = (fitted: Fitted, endpoint: Endpoint, quirks: Quirks, ledger: Array<Entry>): Mutable => {
  const { request } = fitted
  const body: Mutable = {
    model: endpoint.provider_model_id,
    messages: Messages.toNative(request.messages, quirks, endpoint, ledger)
  }
  Object.assign(body, Tools.plan(request, endpoint, fitted.ledger, quirks, ledger))
  Object.assign(body, effort(request, quirks, ledger))
  for (const name of plain) {
    const value = request[name]
    // What is there already was decided by the form of the answer.
    if (value === undefined || body[name] !== undefined) continue
    const native = quirks.renames[name] ?? name
    body[native] = value as Json
    if (native !== name) ledger.push({ action: "renamed", param: name, to: native, reason: "same_meaning" })
  }
  streaming(request, body, quirks, ledger)
  return body
}

/**
 * Top-level fields that the contract does not know, then the caller's extension, which wins over them; of both
 * only leaves that nobody wrote before.
 */
const openFields = (native: JsonObject, fitted: Fitted, quirks: Quirks, ledger: Array<Entry>): JsonObject => {
  const spellings = Object.values(quirks.renames)
  const { extension = {} } = fitted
  const { unknown = {} } = fitted.request
  const drop = (param: string, reason: Entry["reason"]) => ledger.push({ action: "dropped", param, reason })
  const allowed = (fields: JsonObject, path: string): JsonObject =>
    Object.fromEntries(
      Object.entries(fields).filter(([name]) => {
        if (!governed.has(name) && !spellings.includes(name)) return true
        drop(path + name, "dialect")
        return false
      })
    )
  const open = merged(allowed(unknown, ""), allowed(extension, "extensions."), "second", (path) =>
    drop(path, "needless")
  )
  return merged(native, open, "first", (path) => {
    const [top = ""] = path.split(".")
    if (Object.hasOwn(extension, top)) drop(`extensions.${path}`, "dialect")
    if (Object.hasOwn(unknown, top)) drop(path, "dialect")
  })
}

/** The native body. */
export const body = (
  dialect: Dialect,
  fitted: Fitted,
  endpoint: Endpoint
): { readonly body: JsonObject; readonly ledger: Ledger } => {
  const quirks = quirksOf(dialect, endpoint.provider_model_id)
  const ledger: Array<Entry> = []
  const native = write(fitted, endpoint, quirks, ledger)
  if (fitted.request.unknown === undefined && fitted.extension === undefined) return { body: native, ledger }
  return { body: openFields(native, fitted, quirks, ledger), ledger }
}
