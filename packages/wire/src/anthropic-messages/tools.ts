import type { Endpoint } from "@turnout/core/Endpoint"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { Request } from "@turnout/core/Request"
import { type FunctionTool, isCustomTool, isFunctionTool, type ToolChoice } from "@turnout/core/Tool"
import { toRoot } from "../json-schema/root.ts"
import { cached } from "./content.ts"
import type { Format } from "./format.ts"
import { type Draft, drop, nameOf, type Notes, translate, unread, type Words } from "./notes.ts"
import type { Thinking } from "./reasoning.ts"
import { toDialect } from "./schema.ts"
import * as WebSearch from "./web-search.ts"

export interface Tooling {
  readonly tools?: ReadonlyArray<Draft>
  readonly tool_choice?: Draft
}

const toolFields = new Set(["type", "function", "cache_control"])
const functionFields = new Set(["name", "description", "parameters", "strict"])

const inputSchema = (
  parameters: JsonObject | undefined,
  { forms }: Words,
  index: number,
  notes: Notes
): JsonObject => {
  const path = `tools[${index}].function.parameters`
  if (parameters === undefined) {
    const none = { type: "object", properties: {} }
    notes.push({ action: "translated", param: path, to: none, reason: "demanded" })
    return none
  }
  const { toolRoot: root = { refuses: [], properties: false } } = forms
  return toRoot(parameters, root, path, `/tools/${index}/function/parameters`, notes)
}

const functionTool = (
  tool: FunctionTool,
  words: Words,
  index: number,
  endpoint: Endpoint,
  notes: Notes
): Draft => {
  const path = `tools[${index}]`
  unread(notes, path, tool, toolFields)
  unread(notes, `${path}.function`, tool.function, functionFields)
  const { name, description, parameters, strict } = tool.function
  const native: Draft = { name: nameOf(words, name, `${path}.function.name`, notes) }
  if (description !== undefined) native["description"] = description
  const dialect =
    strict === true && parameters !== undefined && endpoint.facts.capabilities.features.json_schema === "yes"
      ? toDialect(parameters, `/tools/${index}/function/parameters`, notes)
      : undefined
  const schema = inputSchema(dialect ?? parameters, words, index, notes)
  native["input_schema"] = words.properties.schema(name, schema, `${path}.function.parameters`, notes)
  if (dialect !== undefined) native["strict"] = true
  else if (strict !== undefined) {
    drop(notes, `${path}.function.strict`, strict ? "unsupported" : "needless")
  }
  return cached(native, tool.cache_control, path, notes)
}

interface Listed {
  readonly tool: Draft
  /** Place in the request's own list; absent for what was added. */
  readonly index?: number
}

/** Names of the tools that the history speaks of. */
const spokenOf = ({ messages }: Request): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const message of messages) {
    if (message.role !== "assistant") continue
    for (const call of message.tool_calls ?? []) {
      names.add(call.type === "custom" ? call.custom.name : call.function.name)
    }
  }
  return names
}

/** A history with calls is refused without tools: the ones it speaks of are named, and none may be called. */
const nameSpokenOf = (request: Request, { names: native }: Words, notes: Notes): Tooling => {
  const names = [...spokenOf(request)]
  if (names.length === 0) return {}
  notes.push(
    { action: "defaulted", param: "tools", to: names, reason: "demanded" },
    { action: "translated", param: "tool_choice", to: { type: "none" }, reason: "demanded" }
  )
  return {
    tools: names.map((name) => ({ name: native.toNative(name), input_schema: { type: "object" } })),
    tool_choice: { type: "none" }
  }
}

const list = (request: Request, words: Words, endpoint: Endpoint, notes: Notes): Array<Listed> => {
  const listed: Array<Listed> = []
  // Tools that must not be called are told of only where the history speaks of them.
  const idle = request.tool_choice === "none" && spokenOf(request).size === 0
  if (idle && request.tools !== undefined) drop(notes, "tools", "needless")
  for (const [index, tool] of (idle ? [] : (request.tools ?? [])).entries()) {
    if (isFunctionTool(tool)) listed.push({ tool: functionTool(tool, words, index, endpoint, notes), index })
    else if (isCustomTool(tool)) drop(notes, `tools[${index}]`)
    else listed.push({ tool: tool as Draft, index })
  }
  if (request.web_search_options !== undefined) {
    listed.push({ tool: WebSearch.toTool(request.web_search_options, notes) })
  }
  return listed
}

const chosenBy = (choice: ToolChoice): string | undefined =>
  typeof choice === "string"
    ? undefined
    : choice.type === "function"
      ? choice.function.name
      : choice.custom.name

const show = (choice: ToolChoice): Json => (typeof choice === "string" ? choice : { ...choice })

const toNative = (choice: ToolChoice, { names }: Words): Draft => {
  if (choice === "required") return { type: "any" }
  if (typeof choice === "string") return { type: choice }
  return { type: "tool", name: names.toNative(chosenBy(choice)!) }
}

const forced = (choice: ToolChoice): boolean => choice === "required" || typeof choice !== "string"

const refuses = (choice: ToolChoice, endpoint: Endpoint): boolean => {
  const { features } = endpoint.facts.capabilities
  return (choice === "required" ? features.tool_choice_required : features.tool_choice_named) === "no"
}

/** A forced choice where none can be: the model is left to choose, for a named one among that tool alone. */
const unforce = (
  choice: ToolChoice,
  { names }: Words,
  listed: Array<Listed>,
  thinking: Thinking,
  notes: Notes
): Array<Listed> => {
  const reason = thinking.on ? "unsupported_with_reasoning" : "unsupported"
  notes.push({ action: "clamped", param: "tool_choice", from: show(choice), to: "auto", reason })
  const name = chosenBy(choice)
  if (name === undefined || !listed.some(({ tool }) => tool["name"] === names.toNative(name))) return listed
  return listed.filter(({ tool, index }) => {
    const stays = tool["name"] === names.toNative(name)
    if (!stays) drop(notes, index === undefined ? "web_search_options" : `tools[${index}]`, reason)
    return stays
  })
}

/** The answer's own tool next to the caller's: any of them, unless the caller forces one or forbids them. */
const answerChoice = (
  choice: ToolChoice | undefined,
  words: Words,
  answer: Draft,
  others: boolean
): Draft => {
  if (choice !== undefined && forced(choice)) return toNative(choice, words)
  return others && choice !== "none" ? { type: "any" } : { type: "tool", name: answer["name"]! }
}

export const plan = (
  request: Request,
  words: Words,
  endpoint: Endpoint,
  format: Format,
  thinking: Thinking,
  notes: Notes
): Tooling => {
  const { tool_choice: choice, parallel_tool_calls: parallel } = request
  let listed = list(request, words, endpoint, notes)
  if (format.kind === "tool") {
    const native = {
      ...answerChoice(choice, words, format.tool, listed.length > 0),
      disable_parallel_tool_use: true
    }
    notes.push({ action: "translated", param: "tool_choice", to: native, reason: "demanded" })
    if (parallel === false) translate(notes, "parallel_tool_calls")
    else if (parallel === true) drop(notes, "parallel_tool_calls", "needless")
    return { tools: [...listed.map(({ tool }) => tool), format.tool], tool_choice: native }
  }
  if (listed.length === 0) {
    if (choice !== undefined) drop(notes, "tool_choice", "needless")
    if (parallel !== undefined) drop(notes, "parallel_tool_calls", "needless")
    return nameSpokenOf(request, words, notes)
  }
  let native = choice === undefined ? undefined : toNative(choice, words)
  if (choice !== undefined && forced(choice) && (thinking.on || refuses(choice, endpoint))) {
    listed = unforce(choice, words, listed, thinking, notes)
    native = { type: "auto" }
  } else if (choice !== undefined) translate(notes, "tool_choice")
  const tools = listed.map(({ tool }) => tool)
  if (parallel === undefined) return native === undefined ? { tools } : { tools, tool_choice: native }
  if (native?.["type"] === "none") {
    drop(notes, "parallel_tool_calls", "needless")
    return { tools, tool_choice: native }
  }
  translate(notes, "parallel_tool_calls")
  return { tools, tool_choice: { ...(native ?? { type: "auto" }), disable_parallel_tool_use: !parallel } }
}
