import type { ChatRequest, ResponseFormatInput, ToolChoiceInput, ToolInput } from "@turnout/core/ChatRequest"
import { isStrict } from "@turnout/core/StrictSchema"
import { type LanguageModel, Tool } from "../internal/ai.ts"
import { own } from "./own.ts"

/** The id of a provider-defined tool whose `args` are a vendor's own tool, sent as it is. */
export const nativeTool = `${own}.native`

const toTool = (tool: Tool.Any): ToolInput | string => {
  if (Tool.isProviderDefined(tool)) {
    const { args, id } = tool as { readonly args: unknown; readonly id: string }
    return id === nativeTool ? (args as ToolInput) : `the tool ${id} of another provider`
  }
  const description = Tool.getDescription(tool)
  const strict = Tool.getStrictMode(tool)
  return {
    type: "function",
    function: {
      name: tool.name,
      ...(description === undefined ? {} : { description }),
      parameters: Tool.getJsonSchema(tool),
      ...(strict === undefined ? {} : { strict })
    }
  }
}

/** Tools, or what of them no chat request can say. */
export const toTools = (tools: ReadonlyArray<Tool.Any>): ReadonlyArray<ToolInput> | string => {
  const made: Array<ToolInput> = []
  for (const tool of tools) {
    const one = toTool(tool)
    if (typeof one === "string") return one
    made.push(one)
  }
  return made
}

export const toToolChoice = (choice: LanguageModel.ProviderOptions["toolChoice"]): ToolChoiceInput => {
  if (typeof choice === "string") return choice
  if ("tool" in choice) return { type: "function", function: { name: choice.tool as string } }
  const tools = choice.oneOf.map((name: string) => ({ type: "function", function: { name } }))
  return { type: "allowed_tools", allowed_tools: { mode: choice.mode ?? "auto", tools } }
}

/** A schema is asked for strictly where all strict modes take it: elsewhere they would refuse the call. */
export const toResponseFormat = (
  format: LanguageModel.ProviderOptions["responseFormat"]
): NonNullable<ChatRequest["response_format"]> | undefined => {
  if (format.type === "text") return undefined
  const schema = Tool.getJsonSchemaFromSchema(format.schema)
  const json_schema: Extract<ResponseFormatInput, { readonly type: "json_schema" }>["json_schema"] = {
    name: format.objectName,
    schema,
    ...(isStrict(schema) ? { strict: true } : {})
  }
  return { type: "json_schema", json_schema }
}
