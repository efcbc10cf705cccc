import type { Endpoint } from "@turnout/core/Endpoint"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { Ledger } from "@turnout/core/Ledger"
import type { Request, ResponseFormat } from "@turnout/core/Request"
import { answerTool, toTool } from "../internal/answer-tool.ts"
import { type Draft, drop, type Notes, translate } from "../internal/notes.ts"
import type { Names } from "../text-form/names.ts"
import { toForm } from "../TextForm.ts"
import type { Quirks } from "./dialect.ts"
import * as Tools from "./tools.ts"

const anyObject: JsonObject = { type: "object", properties: {} }

/** `response_format` as `text.format`, which is flat. */
const formatOf = (format: ResponseFormat, quirks: Quirks, notes: Notes): Draft => {
  if (format.type !== "json_schema") return { ...format }
  const { description, name, schema, strict } = format.json_schema
  const path = "response_format.json_schema"
  const formed = toForm(name, quirks.forms.schema_name)
  if (formed !== name) translate(notes, `${path}.name`, name, formed)
  if (schema === undefined) {
    notes.push({ action: "defaulted", param: `${path}.schema`, to: anyObject, reason: "same_meaning" })
  }
  const at = "/response_format/json_schema/schema"
  const made = Tools.held(
    schema ?? anyObject,
    schema === undefined ? undefined : strict,
    quirks,
    `${path}.strict`,
    at,
    notes
  )
  if (schema === undefined && strict !== undefined) drop(notes, `${path}.strict`, "needless")
  return {
    type: "json_schema",
    name: formed,
    ...(description === undefined ? {} : { description }),
    schema: made.schema,
    strict: made.strict
  }
}

/** The answer through a tool, beside the caller's own, where the endpoint is said to hold to no form. */
const answering = (
  request: Request,
  format: ResponseFormat,
  endpoint: Endpoint,
  fitted: Ledger,
  fields: Fields,
  notes: Notes
): Fields | undefined => {
  const tool = toTool(format, endpoint)
  if (tool === undefined) {
    drop(notes, "response_format")
    return undefined
  }
  if (!fitted.some(({ action, param }) => action === "emulated" && param === "response_format")) {
    notes.push({ action: "emulated", param: "response_format", reason: "dialect" })
  }
  const { tool_choice, tools = [] } = fields
  const { parallel_tool_calls: parallel, tool_choice: choice } = request
  const isForced = choice === "required" || typeof choice === "object"
  const others = tools.length > 0 && choice !== "none"
  const native = isForced ? tool_choice! : others ? "required" : { type: "function", name: answerTool }
  translate(notes, "tool_choice", undefined, native)
  const single = endpoint.facts.capabilities.params["parallel_tool_calls"]?.support === "yes"
  const isOne = single || parallel !== undefined
  if (isOne) translate(notes, "parallel_tool_calls", parallel, false)
  translate(notes, "tools", undefined, { strict: false })
  return {
    tools: [...tools, { type: "function", name: answerTool, ...tool, strict: false }],
    tool_choice: native,
    ...(isOne ? { parallel_tool_calls: false } : {})
  }
}

export interface Fields {
  readonly tools?: ReadonlyArray<Json>
  readonly tool_choice?: Json
  readonly parallel_tool_calls?: boolean
  readonly text?: JsonObject
}

/** Tools, the choice among them, and what is asked of the text of the answer: its form, and how long it is. */
export const plan = (
  request: Request,
  endpoint: Endpoint,
  fitted: Ledger,
  quirks: Quirks,
  names: Names,
  notes: Notes
): Fields => {
  const { response_format: format, tool_choice: choice, verbosity } = request
  const tools = Tools.list(request, quirks, names, notes)
  const native = choice === undefined ? undefined : Tools.choiceOf(choice, endpoint, names, notes)
  if (verbosity !== undefined) {
    notes.push({ action: "renamed", param: "verbosity", to: "text.verbosity", reason: "same_meaning" })
  }
  const said = verbosity === undefined ? undefined : { verbosity }
  const fields: Fields = {
    ...(tools.length === 0 ? {} : { tools }),
    ...(native === undefined ? {} : { tool_choice: native }),
    ...(said === undefined ? {} : { text: said })
  }
  if (format === undefined) return fields
  if (format.type !== "text" && endpoint.facts.capabilities.features[format.type] === "emulated") {
    const through = answering(request, format, endpoint, fitted, fields, notes)
    return through === undefined ? fields : { ...fields, ...through }
  }
  notes.push({ action: "renamed", param: "response_format", to: "text.format", reason: "same_meaning" })
  return { ...fields, text: { format: formatOf(format, quirks, notes), ...said } }
}
