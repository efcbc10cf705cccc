import type { Json, JsonObject } from "./Json.ts"

/** A function tool, a custom tool, or a tool the provider runs itself (passed on as it is). */
export type Tool = FunctionTool | CustomTool | ProviderTool

export interface FunctionTool {
  readonly type: "function"
  readonly function: {
    readonly name: string
    readonly description?: string
    /** JSON Schema; absent means no parameters. */
    readonly parameters?: JsonObject
    readonly strict?: boolean
  }
  readonly cache_control?: { readonly type: "ephemeral"; readonly ttl?: "5m" | "1h" }
}

export interface CustomTool {
  readonly type: "custom"
  readonly custom: { readonly name: string; readonly description?: string; readonly format?: Json }
}

export interface ProviderTool {
  readonly type: string
  readonly [key: string]: Json
}

/** After normalize: `allowed_tools` has become `auto` or `required` over a narrowed list. */
export type ToolChoice =
  | "auto"
  | "required"
  | "none"
  | { readonly type: "function"; readonly function: { readonly name: string } }
  | { readonly type: "custom"; readonly custom: { readonly name: string } }

export const isFunctionTool = (tool: Tool): tool is FunctionTool => tool.type === "function"

export const isCustomTool = (tool: Tool): tool is CustomTool => tool.type === "custom"
