/**
 * What a protocol of another package writes its native bodies with: a draft, and notes of every change, which become the
 * ledger of the request.
 */
import type { JsonObject } from "@turnout/core/Json"
import { merge } from "./internal/merge.ts"
import { type Draft, drop, type Notes } from "./internal/notes.ts"

export {
  type Draft,
  drop,
  dropMark,
  type Notes,
  rename,
  translate,
  translateSame,
  unread
} from "./internal/notes.ts"
export { homeless } from "./internal/homeless.ts"
export { forReaders, messageFields } from "./internal/message-fields.ts"
export { make as names, type Names } from "./text-form/names.ts"
export { idOf, nameOf, type Words } from "./text-form/words.ts"
export { type Data, isDataUri, read as readDataUri } from "./internal/data-uri.ts"
export { answerTool, type AnswerTool, toTool as answerToolOf } from "./internal/answer-tool.ts"
export { toInput } from "./internal/tool-input.ts"
export { type File, type Image, type Part, parts, type PartWriter } from "./native-body/parts.ts"
export {
  call,
  type CallDraft,
  called,
  chosen,
  type FunctionDraft,
  functions,
  only,
  type ToolRules
} from "./native-body/tools.ts"
export { type Root, toRoot } from "./json-schema/root.ts"

/**
 * The body with the caller's own native fields beside ours: objects merge, ours stand, and what the contract `governs`
 * cannot be set by them at all.
 */
export const extended = (
  body: Draft,
  extension: JsonObject | undefined,
  governed: ReadonlySet<string>,
  notes: Notes
): JsonObject => {
  if (extension === undefined) return body
  const open = Object.fromEntries(
    Object.entries(extension).filter(([key]) => {
      if (governed.has(key)) drop(notes, `extensions.${key}`)
      return !governed.has(key)
    })
  )
  return merge(body, open, "first", (path) => drop(notes, `extensions.${path}`))
}
