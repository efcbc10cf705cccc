import type { LanguageModelV4CallOptions, LanguageModelV4FunctionTool } from "@ai-sdk/provider"
import type { ToolChoiceInput, ToolInput } from "@turnout/core/ChatRequest"
import type { Notes } from "./notes.ts"
import { cacheControl, own } from "./own.ts"

const functionTool = (tool: LanguageModelV4FunctionTool, notes: Notes): ToolInput => {
  const { description, inputExamples, inputSchema, name, providerOptions, strict } = tool
  if (inputExamples !== undefined && inputExamples.length > 0) notes.unsupported("inputExamples of tools")
  const cache_control = cacheControl(providerOptions)
  return {
    type: "function",
    function: {
      name,
      ...(description === undefined ? {} : { description }),
      parameters: inputSchema as object,
      ...(strict === undefined ? {} : { strict })
    },
    ...(cache_control === undefined ? {} : { cache_control })
  }
}

/** The id of a provider-defined tool whose `args` are a vendor's own tool, sent as it is. */
export const nativeTool = `${own}.native` as const

/** Function tools, and vendors' own tools where they are given as `turnout.native`. */
export const toTools = (
  tools: NonNullable<LanguageModelV4CallOptions["tools"]>,
  notes: Notes
): ReadonlyArray<ToolInput> =>
  tools.flatMap((tool): ReadonlyArray<ToolInput> => {
    if (tool.type === "function") return [functionTool(tool, notes)]
    if (tool.id === nativeTool && typeof tool.args["type"] === "string")
      return [tool.args as unknown as ToolInput]
    notes.unsupported(
      `provider-defined tool ${tool.id}`,
      `It is another provider's. Give a vendor's own tool as '${nativeTool}', with the vendor's object as 'args'.`
    )
    return []
  })

export const toToolChoice = (
  choice: NonNullable<LanguageModelV4CallOptions["toolChoice"]>
): ToolChoiceInput =>
  choice.type === "tool" ? { type: "function", function: { name: choice.toolName } } : choice.type
