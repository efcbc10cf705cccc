/** What holds of single fields of the request, and between them. */
import type { JsonObject } from "@turnout/core/Json"
import { isObject, type Translation } from "./translation.ts"

const isText = (value: unknown): boolean => typeof value === "string"
const isFlag = (value: unknown): boolean => typeof value === "boolean"
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 1

/** Fields that the chat request does not have or that are not looked at there under their own names. */
const kinds: ReadonlyArray<readonly [name: string, holds: (value: unknown) => boolean, expected: string]> = [
  ["instructions", isText, "a string"],
  ["stream", isFlag, "a boolean"],
  ["store", isFlag, "a boolean"],
  ["background", isFlag, "a boolean"],
  ["text", isObject, "an object"],
  ["reasoning", isObject, "an object"],
  ["tools", Array.isArray, "an array"],
  ["include", Array.isArray, "an array"],
  ["context_management", Array.isArray, "an array"],
  ["metadata", isObject, "an object"],
  ["max_tool_calls", isCount, "an integer of at least 1"]
]

/** Names of the chat API, and what says the same here. */
const elsewhere: { readonly [chat: string]: string } = {
  messages: "input",
  max_tokens: "max_output_tokens",
  max_completion_tokens: "max_output_tokens",
  response_format: "text.format",
  verbosity: "text.verbosity",
  functions: "tools",
  function_call: "tool_choice",
  logprobs: "include",
  n: ""
}

const stored = ["previous_response_id", "conversation", "prompt"] as const

const oneOf = (
  holder: JsonObject,
  name: string,
  values: ReadonlyArray<string>,
  path: string,
  to: Translation
): void => {
  const value = holder[name] ?? undefined
  if (value === undefined || values.includes(value as string)) return
  to.invalid(`${path}${name}`, values.map((each) => `"${each}"`).join(", "), value, true)
}

const summaries = ["auto", "concise", "detailed"]

const reasoning = (record: JsonObject, to: Translation): void => {
  const given = record["reasoning"]
  if (!isObject(given)) return
  oneOf(given, "summary", summaries, "reasoning.", to)
  oneOf(given, "generate_summary", summaries, "reasoning.", to)
  const { effort = null, generate_summary: older = null, summary = null } = given
  if (older !== null && summary !== null && older !== summary) {
    to.refuse(
      "reasoning.generate_summary",
      "invalid_request",
      "'reasoning.generate_summary' and 'reasoning.summary' are the same parameter and differ."
    )
  }
  const other = record["reasoning_effort"] ?? null
  if (effort !== null && other !== null && spelled(effort) !== spelled(other)) {
    to.refuse(
      "reasoning_effort",
      "invalid_request",
      "'reasoning_effort' and 'reasoning.effort' are the same parameter and differ."
    )
  }
}

const spelled = (effort: unknown): unknown => (effort === "off" ? "none" : effort)

const metadata = (given: unknown, to: Translation): void => {
  if (!isObject(given)) return
  const entries = Object.entries(given)
  if (entries.length > 16) to.invalid("metadata", "at most 16 keys", given)
  for (const [key, value] of entries.slice(0, 16)) {
    const at = `metadata.${key.slice(0, 64)}`
    if (key.length > 64) to.invalid(at, "keys of at most 64 characters", key)
    if (typeof value !== "string" || value.length > 512) {
      to.invalid(at, "a string of at most 512 characters", value)
    }
  }
}

/** `record` has no nulls at its top. */
export const check = (record: JsonObject, to: Translation): void => {
  const { input } = record
  if (input === undefined) to.missing("input")
  else if (!Array.isArray(input) && typeof input !== "string")
    to.invalid("input", "a string or an array", input)
  else if (Array.isArray(input) && input.length === 0) to.invalid("input", "at least one item", input)
  for (const [name, holds, expected] of kinds) {
    const value = record[name]
    if (value !== undefined && !holds(value)) to.invalid(name, expected, value)
  }
  for (const name of ["store", "background"]) {
    if (record[name] === true) {
      to.refuse(name, "invalid_parameter_value", "Omit this field or set it to false.")
    }
  }
  for (const name of stored) {
    if (record[name] !== undefined) {
      to.refuse(name, "invalid_request", `Invalid '${name}': answers and prompts are not stored.`)
    }
  }
  for (const [chat, own] of Object.entries(elsewhere)) {
    if (record[chat] === undefined) continue
    const hint = own === "" ? "" : ` Did you mean '${own}'?`
    to.refuse(chat, "unknown_parameter", `Unknown parameter: '${chat}'.${hint}`)
  }
  oneOf(record, "truncation", ["auto", "disabled"], "", to)
  reasoning(record, to)
  metadata(record["metadata"], to)
  const { include } = record
  if (!Array.isArray(include)) return
  for (const [index, name] of include.entries()) {
    if (typeof name !== "string") to.invalid(`include[${index}]`, "a string", name)
  }
}

/** What to do instead of what is refused because nothing is stored. */
export const suggestion = (record: JsonObject, to: Translation): string | undefined =>
  stored.some((name) => record[name] !== undefined) ||
  to.violations.some(({ message }) => message.includes("'item_reference'"))
    ? "Send the history in `input`."
    : undefined
