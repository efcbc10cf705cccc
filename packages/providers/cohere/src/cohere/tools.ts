import type { Endpoint } from "@turnout/core/Endpoint"
import type { Ledger } from "@turnout/core/Ledger"
import type { Request, ResponseFormat } from "@turnout/core/Request"
import * as Native from "@turnout/wire/NativeBody"
import { type Draft, drop, type Notes, translateSame } from "@turnout/wire/NativeBody"
import type { Forms } from "./words.ts"

const format = "response_format"

/** The answer's form in the API's own word. */
const nativeFormat = (given: ResponseFormat, notes: Notes): Draft | undefined => {
  if (given.type === "text") {
    drop(notes, format, "needless")
    return undefined
  }
  if (given.type === "json_object") return { type: "json_object" }
  const { description, schema, strict } = given.json_schema
  drop(notes, `${format}.json_schema.name`, "needless")
  if (description !== undefined) drop(notes, `${format}.json_schema.description`, "needless")
  if (strict !== undefined) drop(notes, `${format}.json_schema.strict`, "needless")
  translateSame(notes, format)
  return schema === undefined ? { type: "json_object" } : { type: "json_object", json_schema: schema }
}

/** Beside tools the API takes no form: a tool that has to be called is the answer. */
const answerTool = (
  given: ResponseFormat,
  endpoint: Endpoint,
  fitted: Ledger,
  notes: Notes
): Draft | undefined => {
  const tool = Native.answerToolOf(given, endpoint)
  if (tool === undefined) {
    drop(notes, format)
    return undefined
  }
  if (!fitted.some(({ action, param }) => action === "emulated" && param === format)) {
    notes.push({ action: "emulated", param: format, reason: "dialect" })
  }
  return { type: "function", function: { name: Native.answerTool, ...tool } }
}

const toNative = ({ description, name, parameters }: Native.FunctionDraft): Draft => ({
  type: "function",
  function: { name, ...(description === undefined ? {} : { description }), parameters }
})

/** Tools, how one is chosen, and the form of the answer: the API ties them together. */
export const plan = (
  request: Request,
  words: Native.Words<Forms>,
  endpoint: Endpoint,
  fitted: Ledger,
  notes: Notes
): Draft => {
  const { response_format: given, tool_choice: choice } = request
  const all = Native.functions(request, words, { strict: true }, notes)
  const native: Draft = {}
  for (const { index, strict } of all) {
    if (strict !== undefined) {
      Native.rename(notes, `tools[${index}].function.strict`, "strict_tools")
      if (strict) native["strict_tools"] = true
    }
  }
  const list = Native.only(all, choice, words, notes)
  if (list.length === 0) {
    if (choice !== undefined) drop(notes, "tool_choice", "needless")
    const own = given === undefined ? undefined : nativeFormat(given, notes)
    return own === undefined ? {} : { response_format: own }
  }
  native["tools"] = list.map(toNative)
  if (choice === "auto") drop(notes, "tool_choice", "needless")
  else if (choice !== undefined) {
    const to = choice === "none" ? "NONE" : "REQUIRED"
    native["tool_choice"] = to
    notes.push({ action: "translated", param: "tool_choice", to, reason: "dialect" })
  }
  if (given === undefined) return native
  if (given.type === "text") drop(notes, format, "needless")
  else {
    const answer = choice === "none" ? undefined : answerTool(given, endpoint, fitted, notes)
    if (choice === "none") {
      // No tool may be called: without any, the form has a word of its own.
      for (const { index } of list) drop(notes, `tools[${index}]`, "unsupported_with_tools")
      const own = nativeFormat(given, notes)
      return own === undefined ? {} : { response_format: own }
    }
    if (answer !== undefined) {
      native["tools"] = [...list.map(toNative), answer]
      if (choice === undefined || choice === "auto") {
        native["tool_choice"] = "REQUIRED"
        notes.push({ action: "translated", param: "tool_choice", to: "REQUIRED", reason: "demanded" })
      }
    }
  }
  return native
}
