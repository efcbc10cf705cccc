import type { Endpoint } from "@turnout/core/Endpoint"
import type { JsonObject } from "@turnout/core/Json"
import type { Ledger } from "@turnout/core/Ledger"
import type { ResponseFormat } from "@turnout/core/Request"
import { answerTool } from "./answer-tool.ts"
import { type Draft, drop, type Notes, translate } from "./notes.ts"
import { toDialect } from "./schema.ts"

/** How the answer's form is brought about: not at all, by the endpoint itself, or by a tool it has to call. */
export type Format =
  | { readonly kind: "none" }
  | { readonly kind: "native"; readonly format: Draft }
  | { readonly kind: "tool"; readonly tool: Draft }

const none: Format = { kind: "none" }
const path = "response_format"
/** The shape of an answer of which nothing is asked but that it be an object. */
const anyObject: JsonObject = {}
const schemaPath = "/response_format/json_schema/schema"

const byTool = (
  endpoint: Endpoint,
  fitted: Ledger,
  notes: Notes,
  schema: JsonObject,
  description = "Answer by calling this tool with the JSON object that was asked for."
): Format => {
  const objects = schema["type"] === undefined || schema["type"] === "object"
  if (!objects || endpoint.facts.capabilities.features.tool_choice_named === "no") {
    drop(notes, path)
    return none
  }
  if (!fitted.some((entry) => entry.action === "emulated" && entry.param === path)) {
    notes.push({ action: "emulated", param: path, reason: "dialect" })
  }
  if (schema !== anyObject && schema["type"] === undefined) {
    translate(notes, `${path}.json_schema.schema.type`)
  }
  return {
    kind: "tool",
    tool: { name: answerTool, description, input_schema: { ...schema, type: "object" } }
  }
}

const bySchema = (
  given: Extract<ResponseFormat, { type: "json_schema" }>["json_schema"],
  endpoint: Endpoint,
  fitted: Ledger,
  notes: Notes
): Format => {
  const { schema, description } = given
  // Neither has a home here: the schema is always enforced, and nothing is called by the name.
  drop(notes, `${path}.json_schema.name`, "needless")
  if (given.strict !== undefined) drop(notes, `${path}.json_schema.strict`, "needless")
  const native =
    schema !== undefined && endpoint.facts.capabilities.features.json_schema === "yes"
      ? toDialect(schema, schemaPath, notes)
      : undefined
  if (native === undefined) return byTool(endpoint, fitted, notes, schema ?? anyObject, description)
  if (description !== undefined && native["description"] !== undefined) {
    drop(notes, `${path}.json_schema.description`, "needless")
  }
  translate(notes, path)
  const described = description === undefined ? native : { description, ...native }
  return { kind: "native", format: { type: "json_schema", schema: described } }
}

/** `fitted` is fit's ledger, which may have told of the emulation already. */
export const plan = (
  format: ResponseFormat | undefined,
  endpoint: Endpoint,
  fitted: Ledger,
  notes: Notes
): Format => {
  if (format === undefined) return none
  if (format.type === "json_schema") return bySchema(format.json_schema, endpoint, fitted, notes)
  if (format.type === "json_object") return byTool(endpoint, fitted, notes, anyObject)
  drop(notes, path, "needless")
  return none
}
