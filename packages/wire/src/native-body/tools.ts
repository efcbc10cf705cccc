import type { JsonObject } from "@turnout/core/Json"
import type { ToolCall } from "@turnout/core/Message"
import type { Request } from "@turnout/core/Request"
import { isFunctionTool, type FunctionTool, type ToolChoice } from "@turnout/core/Tool"
import { drop, dropMark, type Notes, translateSame, unread } from "../internal/notes.ts"
import { type Root, toRoot } from "../json-schema/root.ts"
import { idOf, nameOf, type Words } from "../text-form/words.ts"

/** A function that the model may call, in the endpoint's names. */
export interface FunctionDraft {
  /** Place in the request's list. */
  readonly index: number
  readonly name: string
  readonly description?: string
  readonly parameters: JsonObject
  readonly strict?: boolean
  readonly mark?: FunctionTool["cache_control"]
}

export interface ToolRules {
  /** What the endpoint demands of the root of a schema. */
  readonly root?: Root
  /** Takes `strict`. */
  readonly strict?: boolean
  /** Takes marks of what to cache. */
  readonly marks?: boolean
}

const toolFields = new Set(["type", "function", "cache_control"])
const functionFields = new Set(["name", "description", "parameters", "strict"])
const anyRoot: Root = { refuses: [], properties: false }

const draftOf = (
  tool: FunctionTool,
  index: number,
  words: Words,
  rules: ToolRules,
  notes: Notes
): FunctionDraft => {
  const path = `tools[${index}]`
  unread(notes, path, tool, toolFields)
  unread(notes, `${path}.function`, tool.function, functionFields)
  const { description, name, parameters, strict } = tool.function
  const schema = `${path}.function.parameters`
  if (strict !== undefined && rules.strict !== true) {
    drop(notes, `${path}.function.strict`, strict ? "unsupported" : "needless")
  }
  const isMarked = tool.cache_control !== undefined
  if (isMarked && rules.marks !== true) dropMark(notes, path, "cache_control")
  const none = { type: "object", properties: {} }
  if (parameters === undefined) {
    notes.push({ action: "translated", param: schema, to: none, reason: "demanded" })
  }
  return {
    index,
    name: nameOf(words, name, `${path}.function.name`, notes),
    ...(description === undefined ? {} : { description }),
    parameters:
      parameters === undefined
        ? none
        : toRoot(parameters, rules.root ?? anyRoot, schema, `/tools/${index}/function/parameters`, notes),
    ...(strict !== undefined && rules.strict === true ? { strict } : {}),
    ...(isMarked && rules.marks === true ? { mark: tool.cache_control } : {})
  }
}

/** The functions of a request. Tools of other kinds are dropped, and noted. */
export const functions = (
  { tools = [] }: Request,
  words: Words,
  rules: ToolRules,
  notes: Notes
): Array<FunctionDraft> => {
  const made: Array<FunctionDraft> = []
  for (const [index, tool] of tools.entries()) {
    if (isFunctionTool(tool)) made.push(draftOf(tool, index, words, rules, notes))
    else drop(notes, `tools[${index}]`)
  }
  return made
}

/** The names of tools that the history calls, in order. */
export const called = ({ messages }: Request): ReadonlyArray<string> => {
  const names = new Set<string>()
  for (const message of messages) {
    if (message.role !== "assistant") continue
    for (const call of message.tool_calls ?? []) {
      names.add(call.type === "custom" ? call.custom.name : call.function.name)
    }
  }
  return [...names]
}

/** The tool that a choice names. */
export const chosen = (choice: ToolChoice | undefined): string | undefined => {
  if (choice === undefined || typeof choice === "string") return undefined
  return choice.type === "function" ? choice.function.name : choice.custom.name
}

/** Where an endpoint cannot be made to call one tool: that tool alone is left. */
export const only = (
  list: ReadonlyArray<FunctionDraft>,
  choice: ToolChoice | undefined,
  { names }: Words,
  notes: Notes
): ReadonlyArray<FunctionDraft> => {
  const name = chosen(choice)
  if (choice !== undefined && typeof choice !== "string") {
    translateSame(notes, "tool_choice.type")
    translateSame(notes, `tool_choice.${choice.type}.name`)
  }
  const native = name === undefined ? undefined : names.toNative(name)
  if (native === undefined || !list.some((each) => each.name === native)) return list
  return list.filter((each) => {
    if (each.name !== native) drop(notes, `tools[${each.index}]`, "needless")
    return each.name === native
  })
}

/** A call of the history; `arguments` is the text that the model wrote. */
export interface CallDraft {
  readonly id: string
  readonly name: string
  readonly arguments: string
}

const callFields = new Set(["id", "type", "function", "custom"])
const forReaders = new Set(["provider_fields"])

export const call = (given: ToolCall, words: Words, path: string, notes: Notes): CallDraft => {
  unread(notes, path, given, callFields, forReaders)
  const id = idOf(words, given.id, `${path}.id`, notes)
  if (given.type === "custom") {
    translateSame(notes, `${path}.type`)
    const { input, name } = given.custom
    return {
      id,
      name: nameOf(words, name, `${path}.custom.name`, notes),
      arguments: JSON.stringify({ input })
    }
  }
  return {
    id,
    name: nameOf(words, given.function.name, `${path}.function.name`, notes),
    arguments: given.function.arguments
  }
}
