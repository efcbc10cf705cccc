import type { ChatRequest } from "../ChatRequest.ts"
import type { Warning } from "../Warning.ts"

const deprecated = (code: string, instead: string): Warning => ({
  type: "deprecated_parameter",
  code,
  message: `Parameter '${code}' is deprecated; use '${instead}'.`,
  param: code
})

const unsupported = (code: string, more: string): Warning => ({
  type: "unsupported_field",
  code,
  message: `unsupported_field: ${code}${more}`,
  param: code
})

/** The warnings of fields that are converted or dropped. The wording is a promise of the contract. */
export const retired = (source: ChatRequest, legacyHistory: boolean, warnings: Array<Warning>): void => {
  if (source.functions) warnings.push(deprecated("functions", "tools"))
  if (source.function_call || legacyHistory) warnings.push(deprecated("function_call", "tool_choice"))
  if (source.metadata) {
    warnings.push({
      ...unsupported("metadata", " (use auriko_metadata instead)"),
      suggestion: "gateway.metadata"
    })
  }
  if (source.service_tier) {
    warnings.push({
      ...unsupported("service_tier", " (use routing.optimize instead)"),
      suggestion: "gateway.routing.tier"
    })
  }
  if (source.prediction) warnings.push(unsupported("prediction", ""))
  if (typeof source.store === "boolean") warnings.push(unsupported("store", ""))
}
