import type { Endpoint } from "@turnout/core/Endpoint"
import type { Ledger } from "@turnout/core/Ledger"
import type { Request, ResponseFormat } from "@turnout/core/Request"
import { isFunctionTool } from "@turnout/core/Tool"
import { answerTool, toTool } from "../internal/answer-tool.ts"
import type { Quirks } from "./dialect.ts"
import { type Draft, drop, type Notes, translate } from "./notes.ts"
import * as Schema from "./schema.ts"

/** How the answer's form is brought about: not at all, by the endpoint itself, or by a function it has to call. */
export type Format =
  | { readonly kind: "none" }
  | { readonly kind: "native"; readonly config: Draft }
  | { readonly kind: "tool"; readonly tool: Draft }

const none: Format = { kind: "none" }
const path = "response_format"
const schemaPath = "/response_format/json_schema/schema"

export const schemaField = ({ schemas }: Quirks, ofTool: boolean): string =>
  schemas === "json"
    ? ofTool
      ? "parametersJsonSchema"
      : "responseJsonSchema"
    : ofTool
      ? "parameters"
      : "responseSchema"

/** Next to functions a format is accepted by some models, and by those only where the model may choose. */
const standsBeside = ({ tools = [], tool_choice: choice }: Request, quirks: Quirks): boolean =>
  !tools.some(isFunctionTool) ||
  (quirks.formatWithTools && (choice === undefined || choice === "auto" || choice === "none"))

const byTool = (
  format: ResponseFormat,
  endpoint: Endpoint,
  quirks: Quirks,
  fitted: Ledger,
  notes: Notes
): Format => {
  const made = toTool(format, endpoint)
  if (made === undefined) {
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
  const parameters = Schema.toDialect(made.parameters, quirks, schemaPath, notes)
  return {
    kind: "tool",
    tool: { name: answerTool, description: made.description, [schemaField(quirks, true)]: parameters }
  }
}

const bySchema = (
  { json_schema: given }: Extract<ResponseFormat, { type: "json_schema" }>,
  quirks: Quirks,
  notes: Notes
): Format => {
  const { schema, description } = given
  const config: Draft = { responseMimeType: "application/json" }
  translate(notes, path)
  if (schema === undefined) {
    if (description !== undefined) drop(notes, `${path}.json_schema.description`)
    return { kind: "native", config }
  }
  const native = Schema.toDialect(schema, quirks, schemaPath, notes)
  const isDescribed = native["description"] !== undefined
  if (description !== undefined && isDescribed) drop(notes, `${path}.json_schema.description`, "needless")
  config[schemaField(quirks, false)] =
    description === undefined || isDescribed ? native : { description, ...native }
  return { kind: "native", config }
}

/** `fitted` is fit's ledger, which may have told of the emulation already. */
export const plan = (
  request: Request,
  endpoint: Endpoint,
  quirks: Quirks,
  fitted: Ledger,
  notes: Notes
): Format => {
  const { response_format: format } = request
  if (format === undefined) return none
  if (format.type === "text") {
    drop(notes, path, "needless")
    return none
  }
  const { features } = endpoint.facts.capabilities
  const support = features[format.type]
  const isNative = support !== "no" && support !== "emulated" && standsBeside(request, quirks)
  if (format.type === "json_schema") {
    // Neither has a home here: the schema is always enforced, and nothing is called by the name.
    drop(notes, `${path}.json_schema.name`, "needless")
    if (format.json_schema.strict !== undefined) drop(notes, `${path}.json_schema.strict`, "needless")
    return isNative ? bySchema(format, quirks, notes) : byTool(format, endpoint, quirks, fitted, notes)
  }
  if (!isNative) return byTool(format, endpoint, quirks, fitted, notes)
  translate(notes, path)
  return { kind: "native", config: { responseMimeType: "application/json" } }
}
