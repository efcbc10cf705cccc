import type { Endpoint } from "@turnout/core/Endpoint"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { Request } from "@turnout/core/Request"
import { type FunctionTool, isCustomTool, isFunctionTool, type ToolChoice } from "@turnout/core/Tool"
import { dropMark } from "../internal/notes.ts"
import { toRoot } from "../json-schema/root.ts"
import { type Format, schemaField } from "./format.ts"
import { type Draft, drop, nameOf, type Notes, translate, unread, type Words } from "./notes.ts"
import * as Provided from "./provided.ts"
import * as Schema from "./schema.ts"

export interface Tooling {
  readonly tools?: ReadonlyArray<Draft>
  readonly toolConfig?: Draft
}

const toolFields = new Set(["type", "function", "cache_control"])
const functionFields = new Set(["name", "description", "parameters", "strict"])

/** Arguments are an object; what several schemas demand together the family cannot say. */
const root = { refuses: ["allOf"], properties: false }

const schemaOf = (parameters: JsonObject, words: Words, index: number, notes: Notes): JsonObject => {
  const at = `/tools/${index}/function/parameters`
  const rooted = toRoot(parameters, root, `tools[${index}].function.parameters`, at, notes)
  const before = notes.length
  const schema = Schema.toDialect(rooted, words.quirks, at, notes)
  // What was lost of the merged schemas was lost of the ones that they were.
  if (parameters["allOf"] !== undefined && notes.length > before) {
    notes.push({ action: "weakened", param: `${at}/allOf`, reason: "dialect" })
  }
  return schema
}

/** No strictness of one function: all calls are validated, or none. */
const validated = "VALIDATED"

const declared = (tool: FunctionTool, words: Words, index: number, notes: Notes): Draft => {
  const path = `tools[${index}]`
  unread(notes, path, tool, toolFields)
  unread(notes, `${path}.function`, tool.function, functionFields)
  if (tool.cache_control !== undefined) dropMark(notes, path, "cache_control")
  const { name, description, parameters } = tool.function
  const native: Draft = { name: nameOf(words, name, `${path}.function.name`, notes) }
  if (description !== undefined) native["description"] = description
  if (parameters !== undefined)
    native[schemaField(words.quirks, true)] = schemaOf(parameters, words, index, notes)
  return native
}

interface Listed {
  /** Functions of the caller's. */
  readonly functions: Array<Draft>
  /** Tools that the vendor runs. */
  readonly others: Array<Draft>
}

const list = (request: Request, words: Words, notes: Notes): Listed => {
  const listed: Listed = { functions: [], others: [] }
  for (const [index, tool] of (request.tools ?? []).entries()) {
    if (isFunctionTool(tool)) listed.functions.push(declared(tool, words, index, notes))
    else if (isCustomTool(tool)) drop(notes, `tools[${index}]`)
    else {
      const native = Provided.toNative(tool, `tools[${index}]`, notes)
      if (native !== undefined) listed.others.push(native)
    }
  }
  return listed
}

const chosenBy = (choice: Exclude<ToolChoice, string>): string =>
  choice.type === "function" ? choice.function.name : choice.custom.name

const show = (choice: ToolChoice): Json => (typeof choice === "string" ? choice : { ...choice })

const modes = { auto: "AUTO", none: "NONE", required: "ANY" } as const

/** Any of the caller's functions or the answer's own, one of them alone where the caller forces it. */
const answering = (choice: ToolChoice | undefined, words: Words, answer: Draft, others: boolean): Draft => {
  if (choice === "required") return { mode: "ANY" }
  if (choice !== undefined && typeof choice !== "string") {
    return { mode: "ANY", allowedFunctionNames: [words.names.toNative(chosenBy(choice))] }
  }
  return others && choice !== "none"
    ? { mode: "ANY" }
    : { mode: "ANY", allowedFunctionNames: [answer["name"]!] }
}

const refuses = (choice: ToolChoice, endpoint: Endpoint): boolean => {
  const { features } = endpoint.facts.capabilities
  if (typeof choice !== "string") return features.tool_choice_named === "no"
  return choice === "required" && features.tool_choice_required === "no"
}

/** Functions whose calls are to be checked against their schemas. */
const strictOf = ({ tools = [] }: Request): ReadonlyArray<number> =>
  tools.flatMap((tool, index) => (isFunctionTool(tool) && tool.function.strict === true ? [index] : []))

const looseOf = ({ tools = [] }: Request): ReadonlyArray<number> =>
  tools.flatMap((tool, index) => (isFunctionTool(tool) && tool.function.strict === false ? [index] : []))

const toConfig = (
  request: Request,
  words: Words,
  endpoint: Endpoint,
  functions: ReadonlyArray<Draft>,
  notes: Notes
): Draft | undefined => {
  const { tool_choice: choice } = request
  const strict = strictOf(request)
  const isFree = choice === undefined || choice === "auto"
  for (const index of strict) {
    const param = `tools[${index}].function.strict`
    // A forced call is validated anyway.
    if (isFree) notes.push({ action: "translated", param, to: { mode: validated }, reason: "dialect" })
    else drop(notes, param, "needless")
  }
  if (isFree && strict.length > 0) {
    if (choice !== undefined) translate(notes, "tool_choice")
    return { mode: validated }
  }
  if (choice === undefined) return undefined
  if (refuses(choice, endpoint)) {
    notes.push({
      action: "clamped",
      param: "tool_choice",
      from: show(choice),
      to: "auto",
      reason: "unsupported"
    })
    return { mode: "AUTO" }
  }
  if (typeof choice === "string") {
    translate(notes, "tool_choice")
    return { mode: modes[choice] }
  }
  const name = words.names.toNative(chosenBy(choice))
  if (!functions.some((each) => each["name"] === name)) {
    drop(notes, "tool_choice")
    return undefined
  }
  translate(notes, "tool_choice")
  return { mode: "ANY", allowedFunctionNames: [name] }
}

/** The vendor's own tools, its search among them, as far as they stand beside functions. */
const beside = (
  request: Request,
  { functions, others }: Listed,
  { quirks }: Words,
  answer: boolean,
  notes: Notes
): ReadonlyArray<Draft> => {
  const { web_search_options: search } = request
  if (search === undefined) return others
  if ((functions.length > 0 || answer) && !quirks.searchWithTools) {
    drop(notes, "web_search_options", "unsupported_with_tools")
    return others
  }
  Provided.search(search, notes)
  return others.some((tool) => tool["googleSearch"] !== undefined)
    ? others
    : [...others, { googleSearch: {} }]
}

export const plan = (
  request: Request,
  words: Words,
  endpoint: Endpoint,
  format: Format,
  notes: Notes
): Tooling => {
  const { tool_choice: choice } = request
  const listed = list(request, words, notes)
  for (const index of looseOf(request)) drop(notes, `tools[${index}].function.strict`, "needless")
  if (request.parallel_tool_calls !== undefined) {
    drop(notes, "parallel_tool_calls", request.parallel_tool_calls ? "needless" : "unsupported")
  }
  const others = beside(request, listed, words, format.kind === "tool", notes)
  const { functions } = listed
  if (format.kind === "tool") {
    for (const index of strictOf(request)) drop(notes, `tools[${index}].function.strict`, "needless")
    const config = answering(choice, words, format.tool, functions.length > 0)
    notes.push({ action: "translated", param: "tool_choice", to: config, reason: "demanded" })
    return {
      tools: [{ functionDeclarations: [...functions, format.tool] }, ...others],
      toolConfig: { functionCallingConfig: config }
    }
  }
  if (functions.length === 0) {
    if (choice !== undefined) drop(notes, "tool_choice", "needless")
    return others.length === 0 ? {} : { tools: others }
  }
  const config = toConfig(request, words, endpoint, functions, notes)
  return {
    tools: [{ functionDeclarations: functions }, ...others],
    ...(config === undefined ? {} : { toolConfig: { functionCallingConfig: config } })
  }
}
