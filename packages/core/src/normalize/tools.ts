import type { ChatRequest, ToolChoiceInput, ToolInput } from "../ChatRequest.ts"
import type { Tool, ToolChoice } from "../Tool.ts"

/** `tool_choice`, or what the legacy `function_call` asks for. */
export const toolChoice = (source: ChatRequest): ToolChoiceInput | undefined => {
  if (source.tool_choice) return source.tool_choice
  const legacy = source.function_call
  if (!legacy) return undefined
  return typeof legacy === "string" ? legacy : { type: "function", function: { name: legacy.name } }
}

const nameOf = (tool: { readonly [key: string]: unknown }): string => {
  const inner = (tool["function"] ?? tool["custom"]) as { readonly name?: string } | undefined
  return `${String(tool["type"])} ${inner?.name ?? String(tool["name"] ?? "")}`
}

/** `allowed_tools` narrows the list and becomes `auto` or `required`. */
export const tools = (
  list: ReadonlyArray<ToolInput>,
  choice: ToolChoiceInput | undefined
): { readonly tools: ReadonlyArray<Tool>; readonly choice: ToolChoice | undefined } => {
  const all = list as unknown as ReadonlyArray<Tool>
  if (typeof choice !== "object" || choice.type !== "allowed_tools") return { tools: all, choice }
  const allowed = new Set(
    choice.allowed_tools.tools.map((tool) => nameOf(tool as { readonly [key: string]: unknown }))
  )
  return {
    tools: all.filter((tool) => allowed.has(nameOf(tool as unknown as { readonly [key: string]: unknown }))),
    choice: choice.allowed_tools.mode
  }
}
