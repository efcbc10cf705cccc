import type { LanguageModelV4CallOptions } from "@ai-sdk/provider"
import type { ResponseFormatInput } from "@turnout/core/ChatRequest"
import { isStrict } from "@turnout/core/StrictSchema"

/** A schema is asked for strictly where all strict modes take it: elsewhere they would refuse the call. */
export const toResponseFormat = (
  format: NonNullable<LanguageModelV4CallOptions["responseFormat"]>
): ResponseFormatInput | undefined => {
  if (format.type === "text") return undefined
  const { description, name = "response", schema } = format
  if (schema === undefined) return { type: "json_object" }
  return {
    type: "json_schema",
    json_schema: {
      name,
      ...(description === undefined ? {} : { description }),
      schema: schema as object,
      ...(isStrict(schema) ? { strict: true } : {})
    }
  }
}
