import type { ToolMessage } from "@turnout/core/Message"
import * as Content from "./content.ts"
import { type Draft, drop, idOf, type Notes, type Words } from "./notes.ts"

/** A call as the conversation told it. */
export interface Called {
  /** Its native name: results are known by it. */
  readonly name: string
  /** Its place among the calls of its turn. */
  readonly order: number
}

export interface Result {
  readonly order: number
  readonly part: Draft
  /** What a model cannot read inside of a result, and reads behind it. */
  readonly media: ReadonlyArray<Draft>
}

const isText = (part: Draft): boolean => typeof part["text"] === "string"

/**
 * `functionResponse`: an object is demanded, and `output` is the family's own word for a result. Text is sent as text:
 * JSON of the caller's could hold keys that are reserved there.
 */
export const toResult = (
  message: ToolMessage,
  called: Called,
  path: string,
  words: Words,
  notes: Notes
): Result => {
  const { quirks } = words
  const parts = Content.toParts(message.content, `${path}.content`, notes)
  const media = parts.filter((part) => !isText(part))
  const output = parts
    .filter(isText)
    .map((part) => part["text"] as string)
    .join("\n")
  const response: Draft = {}
  if (quirks.callIds) response["id"] = idOf(words, message.tool_call_id, `${path}.tool_call_id`, notes)
  else drop(notes, `${path}.tool_call_id`, "needless")
  response["name"] = called.name
  response["response"] = { output }
  if (media.length > 0 && quirks.resultMedia) response["parts"] = media
  else if (media.length > 0) notes.push({ action: "emulated", param: `${path}.content`, reason: "dialect" })
  return {
    order: called.order,
    part: { functionResponse: response },
    media: quirks.resultMedia ? [] : media
  }
}
