import type { Endpoint } from "@turnout/core/Endpoint"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { Entry } from "@turnout/core/Ledger"
import type { Request } from "@turnout/core/Request"
import {
  type CustomTool,
  type FunctionTool,
  isCustomTool,
  isFunctionTool,
  type Tool,
  type ToolChoice
} from "@turnout/core/Tool"
import { isObject } from "../internal/json.ts"
import { type Draft, dropMark, type Notes, translate, unread } from "../internal/notes.ts"
import * as JsonSchema from "../JsonSchema.ts"
import { toRoot } from "../json-schema/root.ts"
import type { Names } from "../text-form/names.ts"
import type { Quirks } from "./dialect.ts"
import * as Schema from "./schema.ts"

const toolFields = new Set(["type", "function", "custom", "cache_control"])
const functionFields = new Set(["name", "description", "parameters", "strict"])
const customFields = new Set(["name", "description", "format"])

const nameOf = (name: string, names: Names, param: string, notes: Notes): string => {
  const native = names.toNative(name)
  if (native !== name) translate(notes, param, name, native)
  return native
}

/** A schema, and whether the model is held to it: this family holds it wherever the word is missing. */
export interface Held {
  readonly schema: JsonObject
  readonly strict: boolean
}

/** `param` is the dotted path of the word `strict`, `at` the JSON pointer of the schema. */
export const held = (
  schema: JsonObject,
  strict: boolean | undefined,
  quirks: Quirks,
  param: string,
  at: string,
  notes: Notes
): Held => {
  if (strict === true && quirks.strictSchema === undefined) return { schema, strict }
  const compiled =
    strict === true ? JsonSchema.compile(schema, quirks.strictSchema as JsonSchema.Dialect, at) : undefined
  if (compiled !== undefined) {
    for (const loss of compiled.losses) notes.push(loss)
    return { schema: compiled.schema, strict: true }
  }
  if (strict === true) {
    const pointer = at.replace(/[^/]*$/, "strict")
    notes.push({ action: "weakened", param: pointer, from: true, to: false, reason: "dialect" })
    translate(notes, param, true, false)
  } else if (strict === undefined) {
    notes.push({ action: "defaulted", param, to: false, reason: "same_meaning" })
  }
  return { schema, strict: false }
}

const empty: JsonObject = { type: "object", properties: {} }

const functionTool = (
  { function: { description, name, parameters, ...rest } }: FunctionTool,
  index: number,
  quirks: Quirks,
  names: Names,
  notes: Notes
): Draft => {
  const path = `tools[${index}].function`
  const at = `/tools/${index}/function/parameters`
  unread(notes, path, rest, functionFields)
  if (parameters === undefined) {
    notes.push({ action: "defaulted", param: `${path}.parameters`, to: empty, reason: "same_meaning" })
  }
  const made = parametersOf(parameters ?? empty, rest.strict, quirks, path, at, notes)
  return {
    type: "function",
    name: nameOf(name, names, `${path}.name`, notes),
    ...(description === undefined ? {} : { description }),
    parameters: made.schema,
    strict: made.strict
  }
}

/** Parameters with a root as the vendor demands it. What the model is not held to is told of where it stood at first. */
const parametersOf = (
  schema: JsonObject,
  strict: boolean | undefined,
  quirks: Quirks,
  path: string,
  at: string,
  notes: Notes
): Held => {
  const { openSchemas, toolRoot: root } = quirks
  const rooted = (from: JsonObject, told: Notes): JsonObject =>
    root === undefined ? from : toRoot(from, root, `${path}.parameters`, at, told)
  const told: Notes = []
  const made = held(rooted(schema, told), strict, quirks, `${path}.strict`, at, told)
  if (made.strict || openSchemas) {
    for (const entry of told) notes.push(entry)
    return made
  }
  const plain = Schema.toPlain(schema, `${path}.parameters`, at, root !== undefined, notes)
  for (const entry of told) if (isOfStrict(entry, path)) notes.push(entry)
  return { schema: rooted(plain, notes), strict: false }
}

const isOfStrict = ({ param }: Entry, path: string): boolean =>
  param === `${path}.strict` || param.endsWith("/function/strict")

/** A grammar stands in an object of its own in chat requests, and beside its type here. */
const formatOf = (format: Json): Json => {
  if (!isObject(format) || format["type"] !== "grammar" || !isObject(format["grammar"])) return format
  const { grammar, ...rest } = format
  return { ...rest, ...(grammar as JsonObject) }
}

const customTool = (
  { custom: { description, format, name, ...rest } }: CustomTool,
  index: number,
  names: Names,
  notes: Notes
): Draft => {
  const path = `tools[${index}].custom`
  unread(notes, path, rest, customFields)
  return {
    type: "custom",
    name: nameOf(name, names, `${path}.name`, notes),
    ...(description === undefined ? {} : { description }),
    ...(format === undefined ? {} : { format: formatOf(format) })
  }
}

const toNative = (tool: Tool, index: number, quirks: Quirks, names: Names, notes: Notes): Draft => {
  const isOurs =
    (isFunctionTool(tool) && isObject(tool.function)) || (isCustomTool(tool) && isObject(tool.custom))
  // What the vendor runs itself is said in the vendor's words.
  if (!isOurs) return tool as unknown as Draft
  const path = `tools[${index}]`
  unread(notes, path, tool, toolFields)
  if ((tool as FunctionTool).cache_control !== undefined) dropMark(notes, path, "cache_control")
  return isFunctionTool(tool)
    ? functionTool(tool, index, quirks, names, notes)
    : customTool(tool as CustomTool, index, names, notes)
}

const searchFields = new Set(["search_context_size", "user_location", "filters"])
const placeFields = new Set(["type", "approximate"])

/** The chat API's options of a search as the tool that searches. */
const webSearch = (options: JsonObject, notes: Notes): Draft => {
  const { filters, search_context_size: size, user_location: place } = options
  unread(notes, "web_search_options", options, searchFields)
  const tool: Draft = { type: "web_search" }
  notes.push({ action: "translated", param: "web_search_options", to: { ...tool }, reason: "dialect" })
  if (size !== undefined) tool["search_context_size"] = size
  if (isObject(place)) {
    unread(notes, "web_search_options.user_location", place, placeFields)
    const { approximate } = place
    tool["user_location"] = { type: "approximate", ...(isObject(approximate) ? approximate : {}) }
  }
  if (filters !== undefined) tool["filters"] = filters
  return tool
}

export const list = (request: Request, quirks: Quirks, names: Names, notes: Notes): Array<Draft> => {
  const tools = (request.tools ?? []).map((tool, index) => toNative(tool, index, quirks, names, notes))
  if (request.web_search_options !== undefined) tools.push(webSearch(request.web_search_options, notes))
  return tools
}

/** A choice in this family's words; undefined where the endpoint has none, and what comes against it is taken out. */
export const choiceOf = (
  choice: ToolChoice,
  endpoint: Endpoint,
  names: Names,
  notes: Notes
): Json | undefined => {
  if (typeof choice !== "string") {
    const given = choice.type === "function" ? choice.function.name : choice.custom.name
    const name = nameOf(given, names, `tool_choice.${choice.type}.name`, notes)
    return { type: choice.type, name }
  }
  if (choice !== "none" || endpoint.facts.capabilities.features.tool_choice_none !== "no") return choice
  notes.push({ action: "emulated", param: "tool_choice", reason: "dialect" })
  return undefined
}
