import type { OpenFields, RefusalPart, UserPart } from "@turnout/core/Message"
import * as DataUri from "../internal/data-uri.ts"
import { drop, dropMark, type Notes, translate, translateSame, unread } from "../internal/notes.ts"

/** A part of any content. */
export type Part = UserPart | RefusalPart

export interface Image {
  readonly url: string
  /** Of a `data:` URI in base64. */
  readonly data?: DataUri.Data
  readonly detail?: string
}

export interface File {
  /** Of a `data:` URI, or base64 alone, which is taken as PDF. */
  readonly data?: DataUri.Data
  readonly url?: string
  readonly id?: string
  readonly name?: string
}

/** How an endpoint says parts; undefined is a part that it has no form for. What has no writer is dropped, and noted. */
export interface PartWriter<A> {
  readonly text: (text: string) => A | undefined
  readonly image?: (image: Image, path: string) => A | undefined
  readonly file?: (file: File, path: string) => A | undefined
  readonly audio?: (audio: { readonly data: string; readonly format: string }) => A | undefined
  /** Told of the caller's mark of what to cache; absent where the endpoint knows none. */
  readonly mark?: (part: A, control: { readonly type: string; readonly ttl?: string }) => ReadonlyArray<A>
  /** Takes `detail` of images. */
  readonly detail?: boolean
}

const marks = ["cache_control", "prompt_cache_breakpoint"] as const

const known: { readonly [type in Part["type"]]: ReadonlySet<string> } = {
  text: new Set(["type", "text", ...marks]),
  refusal: new Set(["type", "refusal", ...marks]),
  image_url: new Set(["type", "image_url", ...marks]),
  file: new Set(["type", "file", ...marks]),
  input_audio: new Set(["type", "input_audio", ...marks])
}
const imageFields = new Set(["url"])
const imageWithDetail = new Set(["url", "detail"])
const fileFields = new Set(["file_data", "file_id", "filename"])
const audioFields = new Set(["data", "format"])
const usualDetail = new Set(["detail"])

const imageOf = <A>(
  { image_url: image }: Extract<Part, { type: "image_url" }>,
  path: string,
  writer: PartWriter<A>,
  notes: Notes
): A | undefined => {
  if (writer.image === undefined) return undefined
  const { detail, url } = image
  const silent = detail === "auto" ? usualDetail : undefined
  unread(notes, `${path}.image_url`, image, writer.detail === true ? imageWithDetail : imageFields, silent)
  const data = DataUri.isDataUri(url) ? DataUri.read(url) : undefined
  if (data === undefined && DataUri.isDataUri(url)) return undefined
  if (data !== undefined && data.type !== data.named) {
    translate(notes, `${path}.image_url.url`, undefined, data.type)
  }
  return writer.image(
    { url, ...(data === undefined ? {} : { data }), ...(detail === undefined ? {} : { detail }) },
    path
  )
}

const fileOf = <A>(
  { file }: Extract<Part, { type: "file" }>,
  path: string,
  writer: PartWriter<A>,
  notes: Notes
): A | undefined => {
  if (writer.file === undefined) return undefined
  unread(notes, `${path}.file`, file, fileFields)
  const { file_data: given, file_id: id, filename: name } = file
  const url = given !== undefined && /^https?:/i.test(given) ? given : undefined
  const data =
    given === undefined || url !== undefined
      ? undefined
      : DataUri.isDataUri(given)
        ? DataUri.read(given)
        : { type: "application/pdf", data: given }
  if (given !== undefined && id !== undefined) drop(notes, `${path}.file.file_id`, "needless")
  return writer.file(
    {
      ...(data === undefined ? {} : { data }),
      ...(url === undefined ? {} : { url }),
      ...(id === undefined || given !== undefined ? {} : { id }),
      ...(name === undefined ? {} : { name })
    },
    path
  )
}

const partOf = <A>(part: Part, path: string, writer: PartWriter<A>, notes: Notes): A | undefined => {
  switch (part.type) {
    case "text":
      return writer.text(part.text)
    case "refusal":
      translateSame(notes, `${path}.type`)
      return writer.text(part.refusal)
    case "image_url":
      return imageOf(part, path, writer, notes)
    case "file":
      return fileOf(part, path, writer, notes)
    case "input_audio":
      if (writer.audio === undefined) return undefined
      unread(notes, `${path}.input_audio`, part.input_audio, audioFields)
      return writer.audio(part.input_audio)
    default:
      return undefined
  }
}

const isText = (part: Part): boolean => part.type === "text" || part.type === "refusal"

/** The parts of any content in the words of the endpoint, in order. `path` is that of the content. */
export const parts = <A>(
  content: string | ReadonlyArray<Part> | null | undefined,
  path: string,
  writer: PartWriter<A>,
  notes: Notes
): Array<A> => {
  if (content === undefined || content === null) return []
  const written: Array<A> = []
  if (typeof content === "string") {
    const made = writer.text(content)
    if (made === undefined) drop(notes, path, "needless")
    else written.push(made)
    return written
  }
  for (const [index, part] of content.entries()) {
    const here = `${path}[${index}]`
    const made = partOf(part, here, writer, notes)
    if (made === undefined) {
      drop(notes, here, isText(part) ? "needless" : "unsupported")
      continue
    }
    unread(notes, here, part, known[part.type])
    written.push(made)
    const open = part as unknown as OpenFields
    if (open["prompt_cache_breakpoint"] !== undefined) dropMark(notes, here, "prompt_cache_breakpoint")
    const control = "cache_control" in part ? part.cache_control : undefined
    if (open["cache_control"] === undefined) continue
    if (writer.mark === undefined || control === undefined) dropMark(notes, here, "cache_control")
    else written.push(...writer.mark(made, control))
  }
  return written
}
