import type {
  CacheControl,
  FilePart,
  ImagePart,
  OpenFields,
  RefusalPart,
  TextPart,
  UserPart
} from "@turnout/core/Message"
import * as DataUri from "../internal/data-uri.ts"
import { dropMark } from "../internal/notes.ts"
import { type Draft, drop, type Notes, translate, unread } from "./notes.ts"

export type Part = UserPart | RefusalPart

const fromBase64 = (data: string): string | undefined => {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(data), (char) => char.charCodeAt(0)))
  } catch {
    return undefined
  }
}

/** The caller's own mark of what to cache, on the block that it stood on. */
export const cached = (
  block: Draft,
  control: CacheControl | undefined,
  path: string,
  notes: Notes
): Draft => {
  if (control === undefined) return block
  unread(notes, `${path}.cache_control`, control, cacheFields)
  block["cache_control"] = { type: control.type, ...(control.ttl === undefined ? {} : { ttl: control.ttl }) }
  return block
}

/** Another vendor's mark of what to cache. */
const foreignMark = "prompt_cache_breakpoint"

const fields = (...names: ReadonlyArray<string>): ReadonlySet<string> =>
  new Set(["type", foreignMark, ...names])

const known: { readonly [type in Part["type"]]: ReadonlySet<string> } = {
  text: fields("text", "cache_control"),
  refusal: fields("refusal"),
  image_url: fields("image_url", "cache_control"),
  file: fields("file", "cache_control"),
  input_audio: fields("input_audio")
}
const cacheFields = new Set(["type", "ttl"])
const imageFields = new Set(["url"])
const fileFields = new Set(["file_data", "file_id", "filename"])

/** A text block; text without a visible character is refused by this family, so it is none. */
const textBlock = (text: string): Draft | undefined => (/\S/.test(text) ? { type: "text", text } : undefined)

const image = (part: ImagePart, path: string, notes: Notes): Draft | undefined => {
  const { url, detail } = part.image_url
  unread(
    notes,
    `${path}.image_url`,
    part.image_url,
    imageFields,
    detail === "auto" ? new Set(["detail"]) : undefined
  )
  const toBlock = (source: Draft) => cached({ type: "image", source }, part.cache_control, path, notes)
  if (!DataUri.isDataUri(url)) return toBlock({ type: "url", url })
  const read = DataUri.read(url)
  if (read === undefined) {
    drop(notes, path)
    return undefined
  }
  if (read.type !== read.named) {
    notes.push({ action: "translated", param: `${path}.image_url.url`, to: read.type, reason: "dialect" })
  }
  return toBlock({ type: "base64", media_type: read.type, data: read.data })
}

const isText = (type: string): boolean => type.startsWith("text/") || type === "application/json"

/** Where a document's bytes are; undefined for what is neither PDF nor text. */
const sourceOf = (file: FilePart["file"]): Draft | undefined => {
  const { file_data: data, file_id: id } = file
  if (data === undefined) return id === undefined ? undefined : { type: "file", file_id: id }
  if (/^https?:/i.test(data)) return { type: "url", url: data }
  const read = DataUri.isDataUri(data) ? DataUri.read(data) : { type: "application/pdf", data }
  if (read === undefined) return undefined
  if (isText(read.type)) {
    const text = fromBase64(read.data)
    return text === undefined ? undefined : { type: "text", media_type: "text/plain", data: text }
  }
  if (read.type !== "application/pdf" && !read.type.startsWith("image/")) return undefined
  return { type: "base64", media_type: read.type, data: read.data }
}

const file = (part: FilePart, path: string, notes: Notes): Draft | undefined => {
  unread(notes, `${path}.file`, part.file, fileFields)
  const { file_data: data, file_id: id, filename } = part.file
  if (data !== undefined && id !== undefined) drop(notes, `${path}.file.file_id`, "needless")
  const source = sourceOf(part.file)
  if (source === undefined) {
    drop(notes, path)
    return undefined
  }
  const media = source["media_type"]
  // The media type of a text is not told apart: all of them are plain text here.
  if (source["type"] === "text")
    notes.push({ action: "translated", param: `${path}.file.file_data`, reason: "dialect" })
  if (typeof media === "string" && media.startsWith("image/")) {
    if (filename !== undefined) drop(notes, `${path}.file.filename`, "needless")
    return cached({ type: "image", source }, part.cache_control, path, notes)
  }
  const block: Draft = { type: "document", source }
  if (filename !== undefined) block["title"] = filename
  return cached(block, part.cache_control, path, notes)
}

const toBlock = (part: Part, path: string, notes: Notes): Draft | undefined => {
  const names = known[part.type]
  if (names !== undefined) unread(notes, path, part, names)
  if ((part as unknown as OpenFields)[foreignMark] !== undefined) dropMark(notes, path, foreignMark)
  switch (part.type) {
    case "text":
    case "refusal": {
      const block = textBlock(part.type === "text" ? part.text : part.refusal)
      if (block === undefined) drop(notes, path, "needless")
      else if (part.type === "text") return cached(block, part.cache_control, path, notes)
      else translate(notes, `${path}.type`)
      return block
    }
    case "image_url":
      return image(part, path, notes)
    case "file":
      return file(part, path, notes)
    default:
      drop(notes, path)
      return undefined
  }
}

/** The blocks of any content, in its order. `path` is that of the content. */
export const toBlocks = (
  content: string | ReadonlyArray<TextPart | Part> | null | undefined,
  path: string,
  notes: Notes
): Array<Draft> => {
  if (content === undefined || content === null) return []
  if (typeof content === "string") {
    const block = textBlock(content)
    if (block !== undefined) return [block]
    drop(notes, path, "needless")
    return []
  }
  const blocks: Array<Draft> = []
  for (const [index, part] of content.entries()) {
    const block = toBlock(part, `${path}[${index}]`, notes)
    if (block !== undefined) blocks.push(block)
  }
  return blocks
}
