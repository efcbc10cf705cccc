/** Tools and the choice among them as a chat request has them: nested by their type. */
import type { JsonObject } from "@turnout/core/Json"
import { type Draft, isObject, type Translation } from "./translation.ts"

const functionFields = ["name", "description", "parameters", "strict"] as const
const customFields = ["name", "description"] as const

const picked = (from: JsonObject, names: ReadonlyArray<string>): Draft =>
  Object.fromEntries(
    names.flatMap((name) => (from[name] === undefined || from[name] === null ? [] : [[name, from[name]]]))
  )

/** A grammar stands beside its type here, and in an object of its own in chat requests. */
const formatOf = (format: unknown): unknown => {
  if (!isObject(format) || format["type"] !== "grammar") return format
  const { type, ...grammar } = format
  return { type, grammar }
}

const toTool = (tool: JsonObject): Draft | undefined => {
  switch (tool["type"]) {
    case "function":
      return { type: "function", function: picked(tool, functionFields) }
    case "custom": {
      const { format } = tool
      const custom = picked(tool, customFields)
      if (format !== undefined && format !== null) custom["format"] = formatOf(format)
      return { type: "custom", custom }
    }
    default:
      return undefined
  }
}

/** The tools that any endpoint may be given; of others it is told that they need one that speaks Responses. */
export const toTools = (tools: ReadonlyArray<unknown>, to: Translation): ReadonlyArray<Draft> => {
  const made: Array<Draft> = []
  for (const [index, tool] of tools.entries()) {
    const at = `tools[${index}]`
    if (!isObject(tool)) {
      to.invalid(at, "an object", tool)
      continue
    }
    const { type } = tool
    if (type === undefined || type === null) to.missing(`${at}.type`)
    else if (typeof type !== "string") to.invalid(`${at}.type`, "a string", type)
    else {
      const translated = toTool(tool)
      if (translated === undefined) to.needs(`A tool of type '${type.slice(0, 40)}'`)
      else {
        to.names.set(`tools[${made.length}]`, at)
        made.push(translated)
      }
    }
  }
  return made
}

const words: ReadonlySet<unknown> = new Set(["auto", "required", "none"])

const named = (choice: JsonObject, type: "function" | "custom"): Draft => ({
  type,
  [type]: { name: choice["name"] ?? undefined }
})

/** Undefined where the choice is among what only endpoints have that speak Responses. */
export const toChoice = (choice: unknown, to: Translation): unknown => {
  if (typeof choice === "string") {
    if (!words.has(choice)) to.invalid("tool_choice", '"auto", "required", "none" or an object', choice, true)
    return choice
  }
  if (!isObject(choice)) {
    to.invalid("tool_choice", "a string or an object", choice)
    return undefined
  }
  const { type } = choice
  switch (type) {
    case "function":
    case "custom":
      return named(choice, type)
    case "allowed_tools": {
      const { mode, tools } = choice
      if (!Array.isArray(tools)) {
        to.invalid("tool_choice.tools", "an array", tools)
        return undefined
      }
      const allowed = (tools as ReadonlyArray<unknown>).map((tool) =>
        isObject(tool) && (tool["type"] === "function" || tool["type"] === "custom")
          ? named(tool, tool["type"])
          : tool
      )
      return { type, allowed_tools: { mode, tools: allowed } }
    }
    case undefined:
    case null:
      to.missing("tool_choice.type")
      return undefined
    default:
      if (typeof type === "string") to.needs(`A choice of type '${type.slice(0, 40)}'`)
      else to.invalid("tool_choice.type", "a string", type)
      return undefined
  }
}
