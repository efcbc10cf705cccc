import type { FilePart, ImagePart, RefusalPart, TextPart, UserPart } from "@turnout/core/Message"
import { type Draft, drop, dropMark, type Notes, unread } from "../internal/notes.ts"

type Part = UserPart | RefusalPart

const mark = "prompt_cache_breakpoint"

const fields = (...names: ReadonlyArray<string>): ReadonlySet<string> =>
  new Set(["type", "cache_control", mark, ...names])

const known: { readonly [type in Part["type"]]: ReadonlySet<string> } = {
  text: fields("text"),
  refusal: fields("refusal"),
  image_url: fields("image_url"),
  file: fields("file"),
  input_audio: fields("input_audio")
}
const imageFields = new Set(["url", "detail"])
const fileFields = new Set(["file_data", "file_id", "filename"])

/** The keys of a part that stand outside its content: unknown ones go, and so does the other family's mark. */
export const heed = (part: Part, path: string, notes: Notes): void => {
  unread(notes, path, part, known[part.type])
  if ((part as TextPart).cache_control !== undefined) dropMark(notes, path, "cache_control")
}

const marked = (native: Draft, part: UserPart): Draft => {
  const point = part.prompt_cache_breakpoint
  if (point !== undefined) native[mark] = point as unknown as Draft
  return native
}

const image = (part: ImagePart, path: string, notes: Notes): Draft => {
  const { url, detail } = part.image_url
  unread(notes, `${path}.image_url`, part.image_url, imageFields)
  if (detail === undefined) {
    const param = `${path}.image_url.detail`
    notes.push({ action: "defaulted", param, to: "auto", reason: "same_meaning" })
  }
  return marked({ type: "input_image", image_url: url, detail: detail ?? "auto" }, part)
}

/** A file needs a name, whose ending may be all that says what it is. */
const nameOf = (data: string): string => {
  const type = /^data:([^;,]*)/i.exec(data)?.[1]?.toLowerCase() ?? ""
  return type === "" || type === "application/pdf"
    ? "file.pdf"
    : type.startsWith("text/")
      ? "file.txt"
      : "file"
}

const file = (part: FilePart, path: string, notes: Notes): Draft | undefined => {
  const { file_data: data, file_id: id, filename } = part.file
  const at = `${path}.file`
  unread(notes, at, part.file, fileFields)
  if (data === undefined && id === undefined) {
    drop(notes, path)
    return undefined
  }
  if (data !== undefined && id !== undefined) drop(notes, `${at}.file_id`, "needless")
  const isUrl = data !== undefined && /^https?:/i.test(data)
  if (data === undefined || isUrl) {
    if (filename !== undefined) drop(notes, `${at}.filename`, "needless")
    if (isUrl) {
      notes.push({ action: "renamed", param: `${at}.file_data`, to: "file_url", reason: "same_meaning" })
    }
    return marked({ type: "input_file", ...(isUrl ? { file_url: data } : { file_id: id! }) }, part)
  }
  const name = filename ?? nameOf(data)
  if (filename === undefined) {
    notes.push({ action: "defaulted", param: `${at}.filename`, to: name, reason: "same_meaning" })
  }
  return marked({ type: "input_file", filename: name, file_data: data }, part)
}

const toPart = (part: Part, path: string, notes: Notes): Draft | undefined => {
  heed(part, path, notes)
  switch (part.type) {
    case "text":
      return marked({ type: "input_text", text: part.text }, part)
    case "image_url":
      return image(part, path, notes)
    case "file":
      return file(part, path, notes)
    default:
      drop(notes, path)
      return undefined
  }
}

/** What is given to the model, as a text or as parts; `path` is that of the content. */
export const toInput = (
  content: string | ReadonlyArray<TextPart | Part>,
  path: string,
  notes: Notes
): string | Array<Draft> => {
  if (typeof content === "string") return content
  const parts: Array<Draft> = []
  for (const [index, part] of content.entries()) {
    const native = toPart(part, `${path}[${index}]`, notes)
    if (native !== undefined) parts.push(native)
  }
  if (parts.length > 0) return parts
  notes.push({ action: "translated", param: path, to: "", reason: "demanded" })
  return ""
}
