import type { Forms, Quirks } from "@turnout/wire/OpenAiChat"

/** Letters, digits, `_` and `-`, 64 at most: the published API reference, of names of tools and of schemas. */
const name = { character: /[A-Za-z0-9_-]/, max: 64 }

/**
 * What the API refuses with a 400 otherwise. Ids of calls: 40 characters (`string_above_max_length`). `name` of a
 * message: no white space and none of `<|\\/>` (the text of the 400). `user` and `prompt_cache_key`: 64 in practice;
 * `safety_identifier`: 128, as the types of SDK 7.59 say.
 */
export const forms: Forms = {
  tool_name: name,
  schema_name: name,
  call_id: { max: 40, prefix: "call_" },
  message_name: { character: /[^\s<|\\/>]/, max: 64 },
  user: { max: 64 },
  safety_identifier: { max: 128 },
  prompt_cache_key: { max: 64 }
}

/** `invalid_function_parameters` for anything else: the root is an object's, with properties and no choice. */
export const toolRoot: NonNullable<Quirks["toolRoot"]> = {
  refuses: ["allOf", "anyOf", "oneOf", "enum", "not"],
  properties: true
}
