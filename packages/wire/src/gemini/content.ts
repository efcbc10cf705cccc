import type {
  AudioPart,
  FilePart,
  ImagePart,
  OpenFields,
  RefusalPart,
  TextPart,
  UserPart
} from "@turnout/core/Message"
import * as DataUri from "../internal/data-uri.ts"
import { dropMark } from "../internal/notes.ts"
import * as Media from "./media.ts"
import { type Draft, drop, type Notes, translate, unread } from "./notes.ts"

export type Part = UserPart | RefusalPart

/** Marks of what to cache: this family caches by itself, or what was uploaded before. */
const marks = ["cache_control", "prompt_cache_breakpoint"] as const

const fields = (...names: ReadonlyArray<string>): ReadonlySet<string> => new Set(["type", ...marks, ...names])

const known: { readonly [type in Part["type"]]: ReadonlySet<string> } = {
  text: fields("text"),
  refusal: fields("refusal"),
  image_url: fields("image_url"),
  file: fields("file"),
  input_audio: fields("input_audio")
}
const imageFields = new Set(["url"])
const audioFields = new Set(["data", "format"])
const fileFields = new Set(["file_data", "file_id", "filename"])

/** A part with an empty text is refused. */
const textPart = (text: string): Draft | undefined => (text === "" ? undefined : { text })

const image = ({ image_url: given }: ImagePart, path: string, notes: Notes): Draft | undefined => {
  const { url, detail } = given
  const silent = detail === "auto" ? new Set(["detail"]) : undefined
  unread(notes, `${path}.image_url`, given, imageFields, silent)
  if (!DataUri.isDataUri(url)) return Media.remote(url, Media.guessed(url) ?? "image/jpeg")
  const data = DataUri.read(url)
  if (data !== undefined) return Media.inline(data, `${path}.image_url.url`, notes)
  drop(notes, path)
  return undefined
}

const audio = ({ input_audio: given }: AudioPart, path: string, notes: Notes): Draft => {
  unread(notes, `${path}.input_audio`, given, audioFields)
  return { inlineData: { mimeType: `audio/${given.format.toLowerCase()}`, data: given.data } }
}

const file = ({ file: given }: FilePart, path: string, notes: Notes): Draft | undefined => {
  unread(notes, `${path}.file`, given, fileFields)
  const { file_data: data, file_id: id, filename } = given
  // A name is shown to the tools of the vendor only.
  if (filename !== undefined) drop(notes, `${path}.file.filename`, "needless")
  if (data === undefined) {
    if (id !== undefined) return Media.remote(id, Media.guessed(filename ?? id))
    drop(notes, path)
    return undefined
  }
  if (id !== undefined) drop(notes, `${path}.file.file_id`, "needless")
  if (/^(?:https?|gs):/i.test(data)) return Media.remote(data, Media.guessed(data) ?? "application/pdf")
  const read = DataUri.isDataUri(data) ? DataUri.read(data) : { type: "application/pdf", data }
  if (read !== undefined) return Media.inline(read, `${path}.file.file_data`, notes)
  drop(notes, path)
  return undefined
}

const toPart = (part: Part, path: string, notes: Notes): Draft | undefined => {
  const names = known[part.type]
  if (names === undefined) {
    drop(notes, path)
    return undefined
  }
  unread(notes, path, part, names)
  for (const mark of marks)
    if ((part as unknown as OpenFields)[mark] !== undefined) dropMark(notes, path, mark)
  switch (part.type) {
    case "text":
    case "refusal": {
      const native = textPart(part.type === "text" ? part.text : part.refusal)
      if (native === undefined) drop(notes, path, "needless")
      else if (part.type === "refusal") translate(notes, `${path}.type`)
      return native
    }
    case "image_url":
      return image(part, path, notes)
    case "input_audio":
      return audio(part, path, notes)
    case "file":
      return file(part, path, notes)
  }
}

/** The native parts of any content, in its order. `path` is that of the content. */
export const toParts = (
  content: string | ReadonlyArray<TextPart | Part> | null | undefined,
  path: string,
  notes: Notes
): Array<Draft> => {
  if (content === undefined || content === null) return []
  if (typeof content === "string") {
    const part = textPart(content)
    if (part !== undefined) return [part]
    drop(notes, path, "needless")
    return []
  }
  const parts: Array<Draft> = []
  for (const [index, part] of content.entries()) {
    const native = toPart(part, `${path}[${index}]`, notes)
    if (native !== undefined) parts.push(native)
  }
  return parts
}
