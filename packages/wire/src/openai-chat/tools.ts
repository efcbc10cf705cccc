import type { Endpoint } from "@turnout/core/Endpoint"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { Ledger } from "@turnout/core/Ledger"
import type { Request, ResponseFormat } from "@turnout/core/Request"
import { isFunctionTool, type Tool, type ToolChoice } from "@turnout/core/Tool"
import { answerTool, toTool } from "../internal/answer-tool.ts"
import type { Names } from "../text-form/names.ts"
import { dropMark, type Notes, translate } from "../internal/notes.ts"
import * as JsonSchema from "../JsonSchema.ts"
import { toRoot } from "../json-schema/root.ts"
import { toForm } from "../TextForm.ts"
import type { Quirks } from "./dialect.ts"
import { isObject } from "../internal/json.ts"

/** A schema that the model is to be held to, or the word that it cannot be. */
const strictly = (
  schema: JsonObject | undefined,
  strict: boolean | undefined,
  quirks: Quirks,
  pointer: string,
  key: string,
  notes: Notes
): JsonObject => {
  const dialect = quirks.strictSchema
  if (strict !== true || schema === undefined || dialect === undefined) return {}
  const compiled = JsonSchema.compile(schema, dialect, `${pointer}/${key}`)
  if (compiled === undefined) {
    notes.push({ action: "weakened", param: `${pointer}/strict`, from: true, to: false, reason: "dialect" })
    return { strict: false }
  }
  for (const loss of compiled.losses) notes.push(loss)
  return compiled.schema === schema ? {} : { [key]: compiled.schema }
}

/** The tool with a schema whose root the endpoint takes. */
const rooted = (tool: JsonObject, index: number, { toolRoot }: Quirks, notes: Notes): JsonObject => {
  const inner = tool["function"] as JsonObject
  const { parameters } = inner
  if (toolRoot === undefined || !isObject(parameters)) return tool
  const path = `tools[${index}].function.parameters`
  const made = toRoot(parameters, toolRoot, path, `/tools/${index}/function/parameters`, notes)
  return made === parameters ? tool : { ...tool, function: { ...inner, parameters: made } }
}

const toolOf = (tool: Tool, index: number, quirks: Quirks, names: Names, notes: Notes): JsonObject => {
  let native = tool as unknown as JsonObject
  if (!quirks.cacheControl && native["cache_control"] !== undefined) {
    const { cache_control: _, ...rest } = native
    native = rest
    dropMark(notes, `tools[${index}]`, "cache_control")
  }
  const key = isFunctionTool(tool) ? "function" : "custom"
  const inner = native[key]
  if (!isObject(inner) || native["type"] !== key) return native
  const name = names.toNative(inner["name"] as string)
  if (name !== inner["name"]) {
    translate(notes, `tools[${index}].${key}.name`, inner["name"], name)
    native = { ...native, [key]: { ...inner, name } }
  }
  if (!isFunctionTool(tool)) return native
  native = rooted(native, index, quirks, notes)
  const parameters = (native["function"] as JsonObject)["parameters"] as JsonObject | undefined
  const { strict } = tool.function
  const held = strictly(parameters, strict, quirks, `/tools/${index}/function`, "parameters", notes)
  return Object.keys(held).length === 0
    ? native
    : { ...native, function: { ...(native["function"] as JsonObject), ...held } }
}

/** The tools of a request; the very list where none had to change. */
const toolsOf = (
  tools: ReadonlyArray<Tool>,
  quirks: Quirks,
  names: Names,
  notes: Notes
): ReadonlyArray<Json> => {
  const natives = tools.map((tool, index) => toolOf(tool, index, quirks, names, notes))
  const same = natives.every((native, index) => native === (tools[index] as unknown))
  return same ? (tools as unknown as ReadonlyArray<Json>) : natives
}

const named = (choice: Exclude<ToolChoice, string>, names: Names, notes: Notes): Json => {
  const given = choice as unknown as JsonObject
  const inner = given[choice.type] as JsonObject
  const name = names.toNative(inner["name"] as string)
  if (name === inner["name"]) return given
  translate(notes, `tool_choice.${choice.type}.name`, inner["name"], name)
  return { ...given, [choice.type]: { ...inner, name } }
}

/** A choice in the vendor's words; undefined where it has none, and what comes against it is taken out. */
const choiceOf = (
  choice: ToolChoice,
  endpoint: Endpoint,
  quirks: Quirks,
  names: Names,
  notes: Notes
): Json | undefined => {
  if (typeof choice !== "string") return named(choice, names, notes)
  if (choice === "none" && endpoint.facts.capabilities.features.tool_choice_none === "no") {
    notes.push({ action: "emulated", param: "tool_choice", reason: "dialect" })
    return undefined
  }
  if (choice !== "required" || quirks.required === "required") return choice
  translate(notes, "tool_choice", choice, quirks.required)
  return quirks.required
}

const formatOf = (format: ResponseFormat, quirks: Quirks, notes: Notes): Json | undefined => {
  if (format.type === "text" && !quirks.textFormat) {
    notes.push({ action: "dropped", param: "response_format", reason: "needless" })
    return undefined
  }
  const native = format as unknown as JsonObject
  if (format.type !== "json_schema") return native
  const { name, schema, strict } = format.json_schema
  const held: { [key: string]: Json } = {
    ...strictly(schema, strict, quirks, "/response_format/json_schema", "schema", notes)
  }
  const formed = toForm(name, quirks.forms.schema_name)
  if (formed !== name) {
    translate(notes, "response_format.json_schema.name", name, formed)
    held["name"] = formed
  }
  return Object.keys(held).length === 0
    ? native
    : { ...native, json_schema: { ...(native["json_schema"] as JsonObject), ...held } }
}

const isToldOf = (fitted: Ledger): boolean =>
  fitted.some(({ action, param }) => action === "emulated" && param === "response_format")

/** The fields of an answer that has to come through a tool, beside the caller's own tools. */
const answering = (
  request: Request,
  format: ResponseFormat,
  endpoint: Endpoint,
  fitted: Ledger,
  fields: { readonly tools?: ReadonlyArray<Json>; readonly tool_choice?: Json },
  quirks: Quirks,
  notes: Notes
): JsonObject | undefined => {
  const tool = toTool(format, endpoint)
  if (tool === undefined) {
    notes.push({ action: "dropped", param: "response_format", reason: "unsupported" })
    return undefined
  }
  if (!isToldOf(fitted)) {
    notes.push({ action: "emulated", param: "response_format", reason: "dialect" })
  }
  const { tools = [], tool_choice } = fields
  const { tool_choice: choice, parallel_tool_calls: parallel } = request
  const isForced = choice === "required" || typeof choice === "object"
  const others = tools.length > 0 && choice !== "none"
  const native = isForced
    ? tool_choice!
    : others
      ? quirks.required
      : { type: "function", function: { name: answerTool } }
  translate(notes, "tool_choice", undefined, native)
  const single = endpoint.facts.capabilities.params["parallel_tool_calls"]?.support === "yes"
  if (single || parallel !== undefined) translate(notes, "parallel_tool_calls", parallel, false)
  return {
    tools: [...tools, { type: "function", function: { name: answerTool, ...tool } }],
    tool_choice: native,
    ...(single || parallel !== undefined ? { parallel_tool_calls: false } : {})
  }
}

/** JSON mode, and the schema in words, for a model that is not held to one. */
const instructing = (format: ResponseFormat & { readonly type: "json_schema" }, notes: Notes): Planned => {
  const { description, schema } = format.json_schema
  const of = schema === undefined ? "" : ` that is valid by this JSON Schema: ${JSON.stringify(schema)}`
  const native = { type: "json_object" }
  translate(notes, "response_format", undefined, native)
  return {
    response_format: native,
    instructions: `Answer with one JSON object${of}${description === undefined ? "" : `\n${description}`}`
  }
}

/** Fields of the body, and words for the model beside them. */
interface Planned extends JsonObject {
  readonly instructions?: string
}

/** Tools, the choice among them and the form of the answer, which an endpoint may have no word for but a tool. */
export const plan = (
  request: Request,
  endpoint: Endpoint,
  fitted: Ledger,
  quirks: Quirks,
  names: Names,
  notes: Notes
): Planned => {
  const { response_format: format, tool_choice: choice } = request
  const tools = request.tools === undefined ? undefined : toolsOf(request.tools, quirks, names, notes)
  const native = choice === undefined ? undefined : choiceOf(choice, endpoint, quirks, names, notes)
  const fields = {
    ...(tools === undefined ? {} : { tools }),
    ...(native === undefined ? {} : { tool_choice: native })
  }
  if (format === undefined) return fields
  const isEmulated =
    format.type !== "text" && endpoint.facts.capabilities.features[format.type] === "emulated"
  if (isEmulated && format.type === "json_schema" && quirks.emulatedSchema === "instructions") {
    if (!isToldOf(fitted)) notes.push({ action: "emulated", param: "response_format", reason: "dialect" })
    return { ...fields, ...instructing(format, notes) }
  }
  const isBeside = format.type === "json_schema" && tools !== undefined && !quirks.schemaBesideTools
  if (isEmulated || isBeside) {
    return answering(request, format, endpoint, fitted, fields, quirks, notes) ?? fields
  }
  const form = formatOf(format, quirks, notes)
  return form === undefined ? fields : { ...fields, response_format: form }
}
