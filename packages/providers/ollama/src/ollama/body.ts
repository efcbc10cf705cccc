import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { JsonObject } from "@turnout/core/Json"
import type { Request, ResponseFormat } from "@turnout/core/Request"
import * as Native from "@turnout/wire/NativeBody"
import { type Draft, drop, type Notes } from "@turnout/wire/NativeBody"
import type { Body } from "@turnout/wire/Protocol"
import * as Messages from "./messages.ts"
import { type Forms, forms } from "./words.ts"

/** Parameters that stand in `options`, by their names there. */
const inOptions = {
  max_completion_tokens: "num_predict",
  temperature: "temperature",
  top_p: "top_p",
  top_k: "top_k",
  min_p: "min_p",
  repetition_penalty: "repeat_penalty",
  presence_penalty: "presence_penalty",
  frequency_penalty: "frequency_penalty",
  seed: "seed",
  stop: "stop"
} as const satisfies { readonly [param in keyof Request]?: string }

const said: ReadonlySet<string> = new Set([
  ...Object.keys(inOptions),
  "logprobs",
  "top_logprobs",
  "tools",
  "tool_choice",
  "response_format",
  "reasoning_effort"
])

/** Native fields that the contract governs. */
const governed: ReadonlySet<string> = new Set([
  "model",
  "messages",
  "stream",
  "tools",
  "format",
  "think",
  "logprobs",
  "top_logprobs"
])

const tools = (request: Request, words: Native.Words<Forms>, notes: Notes): ReadonlyArray<Draft> => {
  const { tool_choice: choice } = request
  if (choice === "none") {
    for (const index of (request.tools ?? []).keys()) drop(notes, `tools[${index}]`, "needless")
    drop(notes, "tool_choice", "needless")
    return []
  }
  const list = Native.only(Native.functions(request, words, {}, notes), choice, words, notes)
  // Nothing makes the model call a tool; one alone is the nearest to a choice.
  if (choice !== undefined) drop(notes, "tool_choice", choice === "auto" ? "needless" : "unsupported")
  return list.map(({ description, name, parameters }) => ({
    type: "function",
    function: { name, ...(description === undefined ? {} : { description }), parameters }
  }))
}

const path = "response_format"

const formatOf = (given: ResponseFormat, notes: Notes): string | JsonObject | undefined => {
  if (given.type === "text") {
    drop(notes, path, "needless")
    return undefined
  }
  Native.translateSame(notes, path)
  Native.translateSame(notes, `${path}.type`)
  if (given.type === "json_object") return "json"
  const { description, schema, strict } = given.json_schema
  drop(notes, `${path}.json_schema.name`, "needless")
  if (description !== undefined) drop(notes, `${path}.json_schema.description`, "needless")
  if (strict !== undefined) drop(notes, `${path}.json_schema.strict`, "needless")
  return schema ?? "json"
}

/** A switch, or a level where the model has levels. */
const think = (request: Request, endpoint: Endpoint, notes: Notes): boolean | string | undefined => {
  const { reasoning_effort: effort } = request
  if (effort === undefined) return undefined
  const { always = false, control, support } = endpoint.facts.capabilities.reasoning
  if (support === "no") {
    drop(notes, "reasoning_effort", effort === "none" ? "needless" : "unsupported")
    return undefined
  }
  const clamp = (to: string) =>
    notes.push({ action: "clamped", param: "reasoning_effort", from: effort, to, reason: "level" })
  if (control === "toggle" || control === "unknown") {
    const to = effort !== "none"
    if (always && !to) {
      clamp("low")
      return true
    }
    notes.push({ action: "translated", param: "reasoning_effort", from: effort, to, reason: "dialect" })
    return to
  }
  const level = levels[effort]
  if (effort === "none" && !always) {
    Native.translateSame(notes, "reasoning_effort")
    return false
  }
  if (level === effort) Native.translateSame(notes, "reasoning_effort")
  else clamp(level)
  return level
}

const levels = {
  none: "low",
  minimal: "low",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "high",
  max: "high"
} as const

const optionsOf = (request: Request, context: number | undefined, notes: Notes): Draft => {
  const options: Draft = {}
  for (const [param, native] of Object.entries(inOptions)) {
    const value = request[param as keyof typeof inOptions]
    if (value === undefined) continue
    options[native] = value
    Native.rename(notes, param, `options.${native}`)
  }
  if (context !== undefined) {
    options["num_ctx"] = context
    const param = "extensions.options.num_ctx"
    notes.push({ action: "defaulted", param, to: context, reason: "same_meaning" })
  }
  return options
}

/** `context`: the window that the host asks for, in tokens, where the caller's own extension names none. */
export const body = (context: number | undefined, fitted: Fitted, endpoint: Endpoint): Body => {
  const { extension, request } = fitted
  const notes: Notes = []
  const words = { names: Native.names(forms.tool_name), forms }
  const draft: Draft = {
    model: endpoint.provider_model_id,
    messages: Messages.conversation(request.messages, words, endpoint, notes),
    stream: request.stream
  }
  const list = tools(request, words, notes)
  if (list.length > 0) draft["tools"] = list
  const format = request.response_format === undefined ? undefined : formatOf(request.response_format, notes)
  if (format !== undefined) draft["format"] = format
  const thinking = think(request, endpoint, notes)
  if (thinking !== undefined) draft["think"] = thinking
  const given = extension?.["options"]
  const isGiven = typeof given === "object" && given !== null && "num_ctx" in given
  const options = optionsOf(request, isGiven ? undefined : context, notes)
  if (Object.keys(options).length > 0) draft["options"] = options
  for (const param of ["logprobs", "top_logprobs"] as const) {
    if (request[param] !== undefined) draft[param] = request[param]
  }
  Native.homeless(request, said, notes)
  const back = words.names.back()
  return {
    body: Native.extended(draft, extension, governed, notes),
    ledger: notes,
    ...(back === undefined ? {} : { names: back })
  }
}
