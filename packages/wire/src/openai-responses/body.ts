import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { Json } from "@turnout/core/Json"
import { reasons, type Request } from "@turnout/core/Request"
import { type Draft, drop, type Notes, translate, unread } from "../internal/notes.ts"
import type { Body } from "../Protocol.ts"
import * as Names from "../text-form/names.ts"
import { toForm } from "../TextForm.ts"
import { type Dialect, type Quirks, quirksOf } from "./dialect.ts"
import * as Extension from "./extension.ts"
import * as Format from "./format.ts"
import * as Items from "./items.ts"

/** Parameters that are said in their own shape, in the order of the body. */
const plain = [
  "temperature",
  "top_p",
  "prompt_cache_options",
  "prompt_cache_retention",
  "moderation"
] as const
const formed = ["prompt_cache_key", "safety_identifier", "user"] as const

/** Fields that are said below; any other has no home in this family. */
const said: ReadonlySet<string> = new Set<keyof Request>([
  ...plain,
  ...formed,
  "messages",
  "stream",
  "stream_options",
  "max_completion_tokens",
  "spelled",
  "logprobs",
  "top_logprobs",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "response_format",
  "reasoning_effort",
  "verbosity",
  "web_search_options",
  "unknown",
  "extensions"
])

const encrypted = "reasoning.encrypted_content"
const logprobs = "message.output_text.logprobs"

/** The reasoning of a model that may reason, so that a later turn can give it back. */
const encryption = ({ request, without }: Fitted, endpoint: Endpoint): boolean => {
  const { support } = endpoint.facts.capabilities.reasoning
  const may = support === "yes" || (support === "unknown" && reasons(request))
  return may && without?.includes("include") !== true
}

export const include = (
  fitted: Fitted,
  endpoint: Endpoint,
  draft: Draft,
  notes: Notes
): ReadonlyArray<string> => {
  const { logprobs: wanted, top_logprobs: top } = fitted.request
  const list: Array<string> = []
  if (wanted === true) {
    list.push(logprobs)
    translate(notes, "logprobs", true, [logprobs])
    if (top !== undefined) draft["top_logprobs"] = top
  } else {
    if (wanted === false) drop(notes, "logprobs", "needless")
    if (top !== undefined) drop(notes, "top_logprobs", "needless")
  }
  const added = list.length === 0 ? ["include"] : []
  if (encryption(fitted, endpoint)) {
    list.push(encrypted)
    notes.push({ action: "defaulted", param: "include", to: [encrypted], reason: "same_meaning" })
  }
  if (list.length > 0) draft["include"] = list
  return list.length > 0 ? added : []
}

const texts = (request: Request, { forms }: Quirks, draft: Draft, notes: Notes): void => {
  for (const name of formed) {
    const value = request[name]
    if (value === undefined) continue
    const to = toForm(value, forms[name])
    if (to !== value) translate(notes, name, undefined, to)
    draft[name] = to
  }
}

const streamFields = new Set(["include_obfuscation"])
/** The keys of `stream_options` that the router handles itself. */
const ours = new Set(["routing_events"])

const streaming = ({ stream, stream_options: options }: Request, draft: Draft, notes: Notes): void => {
  if (stream) draft["stream"] = true
  if (options === undefined) return
  unread(notes, "stream_options", options, streamFields, ours)
  const { include_obfuscation } = options
  if (include_obfuscation !== undefined) draft["stream_options"] = { include_obfuscation }
}

/** What the family has no home for: some vendors take it all the same. */
export const homeless = (request: Request, { more }: Quirks, draft: Draft, notes: Notes): void => {
  for (const [key, value] of Object.entries(request)) {
    if (value === undefined || said.has(key)) continue
    if ((more as ReadonlyArray<string>).includes(key)) draft[key] = value as Json
    else drop(notes, key)
  }
}

/** The native body. Nothing is stored at the vendor. */
export const body = (dialect: Dialect, fitted: Fitted, endpoint: Endpoint): Body => {
  const { request } = fitted
  const quirks = quirksOf(dialect, endpoint.provider_model_id)
  const notes: Notes = []
  const names = Names.make(quirks.forms.tool_name)
  const words = { quirks, format: dialect.format, names, endpoint }
  const draft: Draft = {
    model: endpoint.provider_model_id,
    input: Items.toItems(request.messages, words, notes)
  }
  Object.assign(draft, Format.plan(request, endpoint, fitted.ledger, quirks, names, notes))
  const { max_completion_tokens: most, parallel_tool_calls: parallel, reasoning_effort: effort } = request
  if (parallel !== undefined) draft["parallel_tool_calls"] ??= parallel
  if (effort !== undefined) {
    draft["reasoning"] = { effort }
    notes.push({
      action: "renamed",
      param: "reasoning_effort",
      to: "reasoning.effort",
      reason: "same_meaning"
    })
  }
  if (most !== undefined) {
    draft["max_output_tokens"] = most
    const param = "max_completion_tokens"
    notes.push({ action: "renamed", param, to: "max_output_tokens", reason: "same_meaning" })
  }
  for (const name of plain) {
    const value = request[name]
    if (value !== undefined) draft[name] = value as Json
  }
  texts(request, quirks, draft, notes)
  const added = include(fitted, endpoint, draft, notes)
  draft["store"] = false
  notes.push({ action: "defaulted", param: "store", to: false, reason: "same_meaning" })
  streaming(request, draft, notes)
  homeless(request, quirks, draft, notes)
  const isOpen = request.unknown !== undefined || fitted.extension !== undefined
  const back = names.back()
  return {
    body: isOpen ? Extension.merged(draft, fitted, notes) : draft,
    ledger: notes,
    ...(back === undefined ? {} : { names: back }),
    ...(added.length === 0 ? {} : { added })
  }
}
