/**
 * What a protocol of another package writes its native bodies with: a draft, and notes of every change, which become the
 * ledger of the request.
 */
import type { JsonObject } from "@turnout/core/Json"
import type { Request } from "@turnout/core/Request"
import { merge } from "./internal/merge.ts"
import { type Draft, drop, type Notes, unread } from "./internal/notes.ts"

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

/** Keys of `stream_options` that the router handles itself. */
const ours = new Set(["routing_events"])
const nothing: ReadonlySet<string> = new Set()

/** Every field of the request that is not `said` has no home in the native body: it is dropped, and noted. */
export const homeless = (request: Request, said: ReadonlySet<string>, notes: Notes): void => {
  for (const [key, value] of Object.entries(request)) {
    if (value === undefined || said.has(key) || elsewhere.has(key)) continue
    drop(notes, key)
  }
  for (const key of Object.keys(request.unknown ?? {})) drop(notes, key)
  if (request.stream_options !== undefined && !said.has("stream_options")) {
    unread(notes, "stream_options", request.stream_options, nothing, ours)
  }
}

/** Fields that are no parameter, or are looked at key by key. */
const elsewhere: ReadonlySet<string> = new Set<keyof Request>([
  "messages",
  "stream",
  "spelled",
  "stream_options",
  "unknown",
  "extensions"
])

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
