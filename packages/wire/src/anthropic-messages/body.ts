import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { Request } from "@turnout/core/Request"
import * as Names from "../text-form/names.ts"
import { homeless } from "../internal/homeless.ts"
import type { Body } from "../Protocol.ts"
import { toForm } from "../TextForm.ts"
import * as Cache from "./cache.ts"
import * as Extension from "./extension.ts"
import type { Forms } from "./forms.ts"
import * as Format from "./format.ts"
import { saidIn, translateMessages } from "./messages.ts"
import * as Native from "./native.ts"
import { type Draft, drop, type Notes } from "./notes.ts"
import * as Properties from "./properties.ts"
import * as Reasoning from "./reasoning.ts"
import * as Tools from "./tools.ts"

/** Fields that are said below; any other has no home in this family. */
const said: ReadonlySet<string> = new Set<keyof Request>([
  "temperature",
  "top_p",
  "top_k",
  "max_completion_tokens",
  "stop",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "response_format",
  "reasoning_effort",
  "web_search_options",
  "safety_identifier",
  "user"
])

/** What the family asks for where neither the request nor the endpoint says how long an answer may be. */
const anyOutput = 4096

const rename = (notes: Notes, param: string, to: string): void => {
  notes.push({ action: "renamed", param, to, reason: "same_meaning" })
}

const outputLimit = (request: Request, endpoint: Endpoint, notes: Notes): number => {
  const param = "max_completion_tokens"
  if (request.max_completion_tokens !== undefined) {
    rename(notes, param, "max_tokens")
    return request.max_completion_tokens
  }
  const { output } = endpoint.facts.limits
  const limit = output ?? anyOutput
  notes.push({
    action: "defaulted",
    param,
    to: limit,
    reason: output === undefined ? "demanded" : "same_meaning"
  })
  return limit
}

const sampling = (request: Request, draft: Draft, notes: Notes): void => {
  const { temperature, top_p, top_k } = request
  if (temperature !== undefined) draft["temperature"] = temperature
  // The two steer the same thing, and newer models refuse them side by side.
  if (top_p !== undefined && temperature !== undefined) drop(notes, "top_p")
  else if (top_p !== undefined) draft["top_p"] = top_p
  if (top_k !== undefined) draft["top_k"] = top_k
}

const stop = (request: Request, draft: Draft, notes: Notes): void => {
  const sequences: Array<string> = []
  for (const [index, text] of (request.stop ?? []).entries()) {
    if (text.trim() === "") drop(notes, `stop[${index}]`)
    else sequences.push(text)
  }
  if (sequences.length === 0) return
  rename(notes, "stop", "stop_sequences")
  draft["stop_sequences"] = sequences
}

const person = (
  { user, safety_identifier: identifier }: Request,
  { user_id: form }: Forms,
  draft: Draft,
  notes: Notes
): void => {
  const id = user ?? identifier
  if (id === undefined) return
  const formed = toForm(id, form)
  draft["metadata"] = { user_id: formed }
  const param = user === undefined ? "safety_identifier" : "user"
  rename(notes, param, "metadata.user_id")
  if (formed !== id) notes.push({ action: "translated", param, to: formed, reason: "dialect" })
  if (user !== undefined && identifier !== undefined) drop(notes, "safety_identifier")
}

/** The caller's own request where the endpoint takes it in the caller's words, else what the chat request says. */
export const body = (cache: Cache.Cache, forms: Forms, fitted: Fitted, endpoint: Endpoint): Body => {
  const { source } = fitted
  if (source === undefined) return translated(cache, forms, fitted, endpoint)
  const native = Native.body(cache, forms, fitted, endpoint)
  if (native !== undefined) return native
  const made = translated(cache, forms, fitted, endpoint)
  return { ...made, ledger: [...(source.lost ?? []), ...made.ledger], translated: true }
}

const translated = (cache: Cache.Cache, forms: Forms, fitted: Fitted, endpoint: Endpoint): Body => {
  const notes: Notes = []
  const names = Names.make(forms.tool_name)
  const words = { names, properties: Properties.make(forms.property, names), forms }
  const request = Cache.limited(fitted.request, notes)
  const maxTokens = outputLimit(request, endpoint, notes)
  const format = Format.plan(request.response_format, endpoint, fitted.ledger, notes)
  const { system, turns } = translateMessages(request.messages, words, endpoint, notes)
  const thinking = Reasoning.plan(request, endpoint, maxTokens, format.kind === "tool", turns, notes)
  const draft: Draft = { model: endpoint.provider_model_id, max_tokens: maxTokens }
  if (system.length > 0) draft["system"] = system
  draft["messages"] = turns.map((turn) => ({ role: turn.role, content: saidIn(turn) }))
  Object.assign(draft, Tools.plan(request, words, endpoint, format, thinking, notes))
  if (thinking.thinking !== undefined) draft["thinking"] = thinking.thinking
  if (thinking.effort !== undefined || format.kind === "native") {
    draft["output_config"] = {
      ...(thinking.effort === undefined ? {} : { effort: thinking.effort }),
      ...(format.kind === "native" ? { format: format.format } : {})
    }
  }
  sampling(request, draft, notes)
  stop(request, draft, notes)
  person(request, forms, draft, notes)
  if (request.stream) draft["stream"] = true
  homeless(request, said, notes)
  if (cache === "auto") Cache.place(request, draft, fitted.extension, notes)
  const { extension } = fitted
  const native = extension === undefined ? draft : Extension.merged(draft, extension, notes)
  const back = words.names.back()
  const properties = words.properties.back()
  return {
    body: native,
    ledger: notes,
    ...(back === undefined ? {} : { names: back }),
    ...(properties === undefined ? {} : { properties })
  }
}
