import type { Root } from "../json-schema/root.ts"
import type { TextForm } from "../TextForm.ts"

/** What a host of this family demands of texts and schemas, as data. */
export interface Forms {
  readonly tool_name?: TextForm
  /** Ids of tool calls, whose alphabet all hosts of the family share. */
  readonly call_id?: TextForm
  /** Keys at the top of a tool's schema. */
  readonly property?: TextForm
  /** `metadata.user_id`. */
  readonly user_id?: TextForm
  /** What it demands of the root of a tool's schema, beside `type: "object"`. */
  readonly toolRoot?: Root
}

const word = /[A-Za-z0-9_-]/

/**
 * As every host of the family has it: `[A-Za-z0-9_-]{1,64}` for ids and names, and no `oneOf`, `allOf`, `anyOf` at the
 * root of a schema ("input_schema does not support oneOf, allOf, or anyOf at the top level").
 * Keys of properties: "Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'", as the 400 says of a whole request.
 */
export const common: Forms = {
  tool_name: { character: word, max: 64 },
  call_id: { character: word, max: 64 },
  property: { character: /[A-Za-z0-9_.-]/, max: 64 },
  toolRoot: { refuses: ["allOf", "anyOf", "oneOf"], properties: false }
}
