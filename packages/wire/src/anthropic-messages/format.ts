import type { Endpoint } from "@turnout/core/Endpoint"
import type { Ledger } from "@turnout/core/Ledger"
import type { ResponseFormat } from "@turnout/core/Request"
import { answerTool, toTool } from "../internal/answer-tool.ts"
import { type Draft, drop, type Notes, translate } from "./notes.ts"
import { toDialect } from "./schema.ts"

/** How the answer's form is brought about: not at all, by the endpoint itself, or by a tool it has to call. */
export type Format =
  | { readonly kind: "none" }
  | { readonly kind: "native"; readonly format: Draft }
  | { readonly kind: "tool"; readonly tool: Draft }

const none: Format = { kind: "none" }
const path = "response_format"
const schemaPath = "/response_format/json_schema/schema"

const byTool = (format: ResponseFormat, endpoint: Endpoint, fitted: Ledger, notes: Notes): Format => {
  const tool = toTool(format, endpoint)
  if (tool === undefined) {
    drop(notes, path)
    return none
  }
  if (!fitted.some((entry) => entry.action === "emulated" && entry.param === path)) {
    notes.push({ action: "emulated", param: path, reason: "dialect" })
  }
  const schema = format.type === "json_schema" ? format.json_schema.schema : undefined
  if (schema !== undefined && schema["type"] === undefined) {
    translate(notes, `${path}.json_schema.schema.type`)
  }
  return {
    kind: "tool",
    tool: { name: answerTool, description: tool.description, input_schema: tool.parameters }
  }
}

const bySchema = (
  whole: Extract<ResponseFormat, { type: "json_schema" }>,
  endpoint: Endpoint,
  fitted: Ledger,
  notes: Notes
): Format => {
  const { json_schema: given } = whole
  const { schema, description } = given
  // Neither has a home here: the schema is always enforced, and nothing is called by the name.
  drop(notes, `${path}.json_schema.name`, "needless")
  if (given.strict !== undefined) drop(notes, `${path}.json_schema.strict`, "needless")
  const native =
    schema !== undefined && endpoint.facts.capabilities.features.json_schema === "yes"
      ? toDialect(schema, schemaPath, notes)
      : undefined
  if (native === undefined) return byTool(whole, endpoint, fitted, notes)
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
  if (format.type === "json_schema") return bySchema(format, endpoint, fitted, notes)
  if (format.type === "json_object") return byTool(format, endpoint, fitted, notes)
  drop(notes, path, "needless")
  return none
}
