import type { Endpoint } from "@turnout/core/Endpoint"
import type { Ledger } from "@turnout/core/Ledger"
import type { Request, ResponseFormat } from "@turnout/core/Request"
import type { ToolChoice } from "@turnout/core/Tool"
import * as JsonSchema from "@turnout/wire/JsonSchema"
import * as Native from "@turnout/wire/NativeBody"
import { type Draft, drop, type Notes, translateSame } from "@turnout/wire/NativeBody"
import { cachePoint } from "./content.ts"
import type { Forms } from "./words.ts"

const format = "response_format"

/** How the answer's form is brought about: by the endpoint itself, or by a tool that it has to call. */
interface Form {
  readonly native?: Draft
  readonly tool?: Draft
}

const byTool = (given: ResponseFormat, endpoint: Endpoint, fitted: Ledger, notes: Notes): Form => {
  const tool = Native.answerToolOf(given, endpoint)
  if (tool === undefined) {
    drop(notes, format)
    return {}
  }
  if (!fitted.some(({ action, param }) => action === "emulated" && param === format)) {
    notes.push({ action: "emulated", param: format, reason: "dialect" })
  }
  const { description, parameters } = tool
  return { tool: { toolSpec: { name: Native.answerTool, description, inputSchema: { json: parameters } } } }
}

/** A schema as the service's grammar takes it, which is that of the models' maker. */
const bySchema = (
  given: Extract<ResponseFormat, { type: "json_schema" }>,
  endpoint: Endpoint,
  fitted: Ledger,
  notes: Notes
): Form => {
  const { description, name, schema, strict } = given.json_schema
  const compiled =
    schema !== undefined && endpoint.facts.capabilities.features.json_schema === "yes"
      ? JsonSchema.compile(schema, JsonSchema.anthropic, `/${format}/json_schema/schema`)
      : undefined
  if (compiled === undefined) return byTool(given, endpoint, fitted, notes)
  for (const loss of compiled.losses) notes.push(loss)
  if (strict !== undefined) drop(notes, `${format}.json_schema.strict`, "needless")
  const text = JSON.stringify(compiled.schema)
  notes.push({ action: "translated", param: format, to: text, reason: "dialect" })
  translateSame(notes, `${format}.json_schema.schema`)
  const jsonSchema = { schema: text, name, ...(description === undefined ? {} : { description }) }
  return { native: { textFormat: { type: "json_schema", structure: { jsonSchema } } } }
}

const formOf = (request: Request, endpoint: Endpoint, fitted: Ledger, notes: Notes): Form => {
  const { response_format: given } = request
  if (given === undefined) return {}
  if (given.type === "json_schema") return bySchema(given, endpoint, fitted, notes)
  if (given.type === "json_object") return byTool(given, endpoint, fitted, notes)
  drop(notes, format, "needless")
  return {}
}

const toolOf = ({
  description,
  mark,
  name,
  parameters,
  strict
}: Native.FunctionDraft): ReadonlyArray<Draft> => {
  const toolSpec = {
    name,
    ...(description === undefined ? {} : { description }),
    inputSchema: { json: parameters },
    ...(strict === true ? { strict } : {})
  }
  return [{ toolSpec }, ...(mark === undefined ? [] : [cachePoint(mark)])]
}

const choiceOf = (choice: ToolChoice, { names }: Native.Words<Forms>): Draft => {
  if (choice === "required") return { any: {} }
  const name = Native.chosen(choice)
  return name === undefined ? { auto: {} } : { tool: { name: names.toNative(name) } }
}

const refuses = (choice: ToolChoice, endpoint: Endpoint): boolean => {
  const { features } = endpoint.facts.capabilities
  if (choice === "required") return features.tool_choice_required === "no"
  return typeof choice !== "string" && features.tool_choice_named === "no"
}

/** A history with calls is refused without tools: those that it speaks of are named. */
const spokenOf = (request: Request, { names }: Native.Words<Forms>, notes: Notes): ReadonlyArray<Draft> => {
  const called = Native.called(request)
  if (called.length === 0) return []
  notes.push({ action: "defaulted", param: "tools", to: called, reason: "demanded" })
  return called.map((name) => ({
    toolSpec: { name: names.toNative(name), inputSchema: { json: { type: "object" } } }
  }))
}

/** Tools, how one is chosen, and the form of the answer. */
export const plan = (
  request: Request,
  words: Native.Words<Forms>,
  endpoint: Endpoint,
  fitted: Ledger,
  notes: Notes
): Draft => {
  const { tool_choice: choice } = request
  const strict = endpoint.facts.capabilities.features.json_schema === "yes"
  const list = Native.functions(request, words, { strict, marks: true }, notes)
  for (const { index, strict } of list) {
    if (strict === false) drop(notes, `tools[${index}].function.strict`, "needless")
  }
  const form = formOf(request, endpoint, fitted, notes)
  const own = list.flatMap(toolOf)
  const tools = form.tool === undefined ? own : [...own, form.tool]
  const native: Draft = form.native === undefined ? {} : { outputConfig: form.native }
  if (tools.length === 0) {
    if (choice !== undefined) drop(notes, "tool_choice", "needless")
    const spoken = spokenOf(request, words, notes)
    if (spoken.length > 0) native["toolConfig"] = { tools: spoken }
    return native
  }
  const config: Draft = { tools }
  native["toolConfig"] = config
  if (form.tool !== undefined) {
    const to: Draft =
      own.length === 0 || choice === "none" ? { tool: { name: Native.answerTool } } : { any: {} }
    config["toolChoice"] = to
    notes.push({ action: "translated", param: "tool_choice", to, reason: "demanded" })
    if (choice !== undefined && choice !== "required") drop(notes, "tool_choice", "unsupported")
    return native
  }
  if (choice === undefined) return native
  if (choice === "none") {
    // There is no word for it, and the history needs its tools.
    notes.push({ action: "clamped", param: "tool_choice", from: "none", to: "auto", reason: "unsupported" })
    return native
  }
  if (refuses(choice, endpoint)) {
    const from = typeof choice === "string" ? choice : { ...choice }
    notes.push({ action: "clamped", param: "tool_choice", from, to: "auto", reason: "unsupported" })
    return native
  }
  translateSame(notes, "tool_choice")
  config["toolChoice"] = choiceOf(choice, words)
  return native
}
