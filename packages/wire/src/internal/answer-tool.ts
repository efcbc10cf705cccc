import type { Endpoint } from "@turnout/core/Endpoint"
import type { JsonObject } from "@turnout/core/Json"
import type { ResponseFormat } from "@turnout/core/Request"

/**
 * The tool whose arguments are the answer: how structured output is brought about where the endpoint has none.
 * An answer is told from a call by this name alone, so a caller's own tool of the name is sent with one `_` more.
 */
export const answerTool = "json_response"

const escaped = /^json_response_*$/

export const nameToNative = (name: string): string => (escaped.test(name) ? `${name}_` : name)

export const nameFromNative = (name: string): string => (escaped.test(name) ? name.slice(0, -1) : name)

export interface AnswerTool {
  readonly description: string
  /** A JSON Schema of an object. */
  readonly parameters: JsonObject
}

const anyObject: JsonObject = {}

/**
 * The tool that a format becomes. Undefined where none can stand in for it: arguments are an object, and the
 * model has to be made to call it.
 */
export const toTool = (format: ResponseFormat, endpoint: Endpoint): AnswerTool | undefined => {
  if (format.type === "text" || endpoint.facts.capabilities.features.tool_choice_named === "no")
    return undefined
  const {
    schema = anyObject,
    description = "Answer by calling this tool with the JSON object that was asked for."
  } = format.type === "json_schema" ? format.json_schema : {}
  const isObjects = schema["type"] === undefined || schema["type"] === "object"
  return isObjects ? { description, parameters: { ...schema, type: "object" } } : undefined
}
