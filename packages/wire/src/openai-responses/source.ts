/** A caller's own request of this family as the body of an endpoint: as it was written, but for what does not go there. */
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { Request } from "@turnout/core/Request"
import type { Source } from "@turnout/core/Source"
import { array, isObject } from "../internal/json.ts"
import { type Draft, drop, type Notes } from "../internal/notes.ts"
import type { Body } from "../Protocol.ts"
import { homeless, include } from "./body.ts"
import { defaults } from "./capabilities.ts"
import { type Dialect, type Quirks, quirksOf } from "./dialect.ts"
import * as Extension from "./extension.ts"
import * as SourceItems from "./source-items.ts"

/** Where a parameter of the chat request stands, if not at the top under its own name. */
const homes: { readonly [param in keyof Request]?: readonly [top: string, leaf?: string] } = {
  max_completion_tokens: ["max_output_tokens"],
  reasoning_effort: ["reasoning", "effort"],
  response_format: ["text", "format"],
  verbosity: ["text", "verbosity"]
}

const put = (draft: Draft, [top, leaf]: readonly [string, string?], value: Json | undefined): void => {
  if (leaf === undefined) {
    if (value === undefined) delete draft[top]
    else draft[top] = value
    return
  }
  const { [leaf]: _, ...rest } = isObject(draft[top]) ? draft[top] : {}
  if (value !== undefined) draft[top] = { ...rest, [leaf]: value }
  else if (Object.keys(rest).length > 0) draft[top] = rest
  else delete draft[top]
}

/** What fit changed of the request, or took out of it, is so here, too. */
const fitted = ({ ledger, request }: Fitted, draft: Draft): void => {
  for (const { action, param } of ledger) {
    if (action !== "dropped" && action !== "clamped" && action !== "defaulted") continue
    if (param === "tools" && request.tools !== undefined) continue
    const home = homes[param as keyof Request] ?? [param]
    const value = (request as unknown as { readonly [name: string]: Json | undefined })[param]
    // A form is told in this family's own shape, so it only goes whole.
    if (param === "response_format" && value !== undefined) continue
    put(draft, home, action === "dropped" ? undefined : value)
  }
}

const least = defaults.params["max_completion_tokens"]?.min ?? 1

/** An endpoint that another API usually serves is fitted by that API's facts: here fewer tokens than this are refused. */
const floor = (draft: Draft, notes: Notes): void => {
  const most = draft["max_output_tokens"]
  if (typeof most !== "number" || most >= least) return
  draft["max_output_tokens"] = least
  notes.push({
    action: "clamped",
    param: "max_completion_tokens",
    from: most,
    to: least,
    reason: "out_of_range"
  })
}

/** What models that do not reason refuse. */
const unreasoned = (endpoint: Endpoint, draft: Draft, notes: Notes): void => {
  if (endpoint.facts.capabilities.reasoning.support !== "no" || draft["reasoning"] === undefined) return
  delete draft["reasoning"]
  drop(notes, "reasoning")
}

/** The choice that an endpoint does not know: what comes against it is taken out of the answer. */
const chosen = ({ request }: Fitted, endpoint: Endpoint, draft: Draft, notes: Notes): void => {
  if (request.tool_choice !== "none") return
  if (endpoint.facts.capabilities.features.tool_choice_none !== "no") return
  delete draft["tool_choice"]
  notes.push({ action: "emulated", param: "tool_choice", reason: "dialect" })
}

/** What is included for the caller beside what they asked for; the fields that we added ourselves. */
const including = (given: Fitted, endpoint: Endpoint, draft: Draft, notes: Notes): ReadonlyArray<string> => {
  const own = array(draft["include"])
  const made: Draft = {}
  const { logprobs, top_logprobs: _, ...request } = given.request
  const measured = logprobs === true ? { logprobs } : {}
  const told: Notes = []
  include({ ...given, request: { ...request, ...measured } }, endpoint, made, told)
  const more = array(made["include"]).filter((each) => !own.includes(each))
  if (more.length === 0) return []
  draft["include"] = [...own, ...more]
  notes.push({ action: "defaulted", param: "include", to: more, reason: "same_meaning" })
  return own.length === 0 ? ["include"] : []
}

const streaming = ({ request }: Fitted, draft: Draft): void => {
  if (request.stream) draft["stream"] = true
  else delete draft["stream_options"]
}

/** Parameters that are this API's or that its requests have no word for, which some vendors take all the same. */
const others = ({ request }: Fitted, quirks: Quirks, draft: Draft, notes: Notes): void => {
  homeless(request, quirks, draft, notes)
  if (request.web_search_options !== undefined) drop(notes, "web_search_options")
}

export const body = (dialect: Dialect, given: Fitted, source: Source, endpoint: Endpoint): Body => {
  const quirks = quirksOf(dialect, endpoint.provider_model_id)
  const notes: Notes = []
  const { input, ...rest } = source.body
  const draft: Draft = {
    model: endpoint.provider_model_id,
    input: SourceItems.toInput(input, quirks, dialect.format, endpoint, notes),
    ...(rest as Draft)
  }
  fitted(given, draft)
  floor(draft, notes)
  unreasoned(endpoint, draft, notes)
  chosen(given, endpoint, draft, notes)
  const added = including(given, endpoint, draft, notes)
  draft["store"] = false
  notes.push({ action: "defaulted", param: "store", to: false, reason: "same_meaning" })
  streaming(given, draft)
  others(given, quirks, draft, notes)
  // What nobody knows stands in the source.
  const { unknown: _, ...request } = given.request
  const made: JsonObject =
    given.extension === undefined ? draft : Extension.merged(draft, { ...given, request }, notes)
  return { body: made, ledger: notes, ...(added.length === 0 ? {} : { added }) }
}
