import type { ChatRequest, ToolInput } from "@turnout/core/ChatRequest"
import type { Json, JsonObject } from "@turnout/core/Json"
import { marked } from "./content.ts"
import { fieldOf, isObject, lose, maybeText, type Notes, oneOf, textIn, wrong } from "./notes.ts"

/** Hints that change no answer. */
const hints: ReadonlySet<string> = new Set(["eager_input_streaming", "defer_loading", "cache_control"])
const known: ReadonlySet<string> = new Set(["type", "name", "description", "input_schema", "strict"])

const isDirect = (value: Json): boolean => Array.isArray(value) && value.length === 1 && value[0] === "direct"

const custom = (tool: JsonObject, at: string, notes: Notes): ToolInput | undefined => {
  const name = textIn(tool, "name", at, notes)
  const description = maybeText(tool, "description", at, notes)
  const schema = fieldOf(tool, "input_schema")
  const strict = fieldOf(tool, "strict")
  if (strict !== undefined && typeof strict !== "boolean") wrong(notes, `${at}.strict`, "a boolean", strict)
  if (!isObject(schema)) return wrong(notes, `${at}.input_schema`, "a JSON schema", schema)
  if (schema["type"] !== undefined && schema["type"] !== "object")
    wrong(notes, `${at}.input_schema.type`, "'object'", schema["type"])
  for (const [key, value] of Object.entries(tool)) {
    if (value === null || known.has(key) || hints.has(key)) continue
    if (key !== "allowed_callers" || !isDirect(value)) lose(notes, `${at}.${key}`)
  }
  if (name === undefined) return undefined
  const parameters = schema["type"] === undefined ? { type: "object", ...schema } : schema
  const described = description === undefined ? {} : { description }
  const bound = typeof strict === "boolean" ? { strict } : {}
  return {
    type: "function",
    function: { name, ...described, parameters, ...bound },
    ...marked(tool)
  } as ToolInput
}

/** The caller's own tools; those that a vendor runs need an endpoint that has them. */
const list = (value: Json, notes: Notes): ReadonlyArray<ToolInput> => {
  if (!Array.isArray(value)) return wrong(notes, "tools", "a list of tools", value) ?? []
  const tools: Array<ToolInput> = []
  for (const [index, tool] of (value as ReadonlyArray<Json>).entries()) {
    const at = `tools[${index}]`
    const type = isObject(tool) ? fieldOf(tool, "type") : undefined
    if (!isObject(tool)) wrong(notes, at, "a tool", tool)
    else if (type === undefined || type === "custom") {
      const made = custom(tool, at, notes)
      if (made === undefined) continue
      tools.push(made)
      notes.tools.push(at)
    } else if (typeof type !== "string") wrong(notes, `${at}.type`, "a string", type)
    else notes.only ??= `tools of type '${type.slice(0, 60)}' need an endpoint that speaks the Messages API`
  }
  return tools
}

type Tooling = Pick<ChatRequest, "tools" | "tool_choice" | "parallel_tool_calls">

/** `tools` and `tool_choice`, as a chat says them. */
export const read = (body: JsonObject, notes: Notes): Tooling => {
  const given = fieldOf(body, "tools")
  const tools = given === undefined ? [] : list(given, notes)
  const said = tools.length === 0 ? {} : { tools }
  const choice = fieldOf(body, "tool_choice")
  if (choice === undefined) return said
  if (!isObject(choice)) return wrong(notes, "tool_choice", "an object", choice) ?? said
  const type = oneOf(fieldOf(choice, "type"), "tool_choice.type", ["auto", "any", "none", "tool"], notes)
  const single = fieldOf(choice, "disable_parallel_tool_use")
  if (single !== undefined && typeof single !== "boolean")
    wrong(notes, "tool_choice.disable_parallel_tool_use", "a boolean", single)
  const name = type === "tool" ? textIn(choice, "name", "tool_choice", notes) : undefined
  if (tools.length === 0 || type === undefined) return said
  const parallel = typeof single === "boolean" && type !== "none" ? { parallel_tool_calls: !single } : {}
  if (type !== "tool") return { ...said, tool_choice: type === "any" ? "required" : type, ...parallel }
  // A tool of a vendor's own can only be chosen where it is.
  if (name === undefined || !tools.some(({ function: own }) => own?.name === name)) {
    if (name !== undefined && notes.only === undefined)
      wrong(notes, "tool_choice.name", "the name of one of 'tools'", fieldOf(choice, "name"))
    return { ...said, ...parallel }
  }
  return { ...said, tool_choice: { type: "function", function: { name } }, ...parallel }
}
