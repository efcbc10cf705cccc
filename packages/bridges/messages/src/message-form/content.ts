import type {
  CacheControlInput,
  FilePartInput,
  ImagePartInput,
  TextPartInput
} from "@turnout/core/ChatRequest"
import type { Json, JsonObject } from "@turnout/core/Json"
import { fieldOf, isObject, lose, maybeText, type Notes, oneOf, textIn, wrong } from "./notes.ts"

export type Part = TextPartInput | ImagePartInput | FilePartInput

/** Parts with the places that they come from. */
export interface Parts {
  readonly list: Array<Part>
  readonly at: Array<string>
}

export const none = (): Parts => ({ list: [], at: [] })

export const put = ({ at, list }: Parts, part: Part | undefined, place: string): void => {
  if (part === undefined) return
  list.push(part)
  at.push(place)
}

/** A mark of what to cache is a hint: one that is none is no mark. */
export const marked = (block: JsonObject): { readonly cache_control?: CacheControlInput } => {
  const mark = fieldOf(block, "cache_control")
  if (!isObject(mark) || mark["type"] !== "ephemeral") return {}
  const { ttl } = mark
  return { cache_control: ttl === "5m" || ttl === "1h" ? { type: "ephemeral", ttl } : { type: "ephemeral" } }
}

/** Blocks without a visible character are refused by every server of this API. */
export const isBlank = (text: string): boolean => !/\S/.test(text)

export const text = (block: JsonObject, at: string, notes: Notes): TextPartInput | undefined => {
  const words = textIn(block, "text", at, notes)
  if (words === undefined || isBlank(words)) return undefined
  return { type: "text", text: words, ...marked(block) }
}

const fileOnly = (notes: Notes): void => {
  notes.only ??= "files by 'file_id' need an endpoint that speaks the Messages API"
}

const dataUri = (source: JsonObject, at: string, notes: Notes): string | undefined => {
  const type = textIn(source, "media_type", at, notes)
  const data = textIn(source, "data", at, notes)
  return type === undefined || data === undefined ? undefined : `data:${type};base64,${data}`
}

const sourceOf = (block: JsonObject, at: string, notes: Notes): JsonObject | undefined => {
  const source = fieldOf(block, "source")
  return isObject(source) ? source : wrong(notes, `${at}.source`, "an object", source)
}

const address = (source: JsonObject, at: string, notes: Notes): string | undefined => {
  const url = textIn(source, "url", at, notes)
  return url === undefined || /^https?:\/\//i.test(url)
    ? url
    : wrong(notes, `${at}.url`, "an http or https URL", url)
}

export const image = (block: JsonObject, at: string, notes: Notes): ImagePartInput | undefined => {
  const source = sourceOf(block, at, notes)
  if (source === undefined) return undefined
  const place = `${at}.source`
  const kind = oneOf(fieldOf(source, "type"), `${place}.type`, ["base64", "url", "file"], notes)
  if (kind === "file") {
    if (textIn(source, "file_id", place, notes) !== undefined) fileOnly(notes)
    return undefined
  }
  const url = kind === "base64" ? dataUri(source, place, notes) : kind && address(source, place, notes)
  return url === undefined ? undefined : { type: "image_url", image_url: { url }, ...marked(block) }
}

const headed = (...lines: ReadonlyArray<string | undefined>): string =>
  lines.filter((line) => line !== undefined && line !== "").join("\n")

/** A document as what it holds: text is text, a PDF a file. */
export const document = (block: JsonObject, at: string, parts: Parts, notes: Notes): void => {
  const source = sourceOf(block, at, notes)
  const title = maybeText(block, "title", at, notes)
  const context = maybeText(block, "context", at, notes)
  const citations = fieldOf(block, "citations")
  if (isObject(citations) && citations["enabled"] === true) lose(notes, `${at}.citations`)
  if (source === undefined) return
  const place = `${at}.source`
  const kinds = ["base64", "text", "content", "url", "file"] as const
  const kind = oneOf(fieldOf(source, "type"), `${place}.type`, kinds, notes)
  const say = (words: string) => {
    if (!isBlank(words)) put(parts, { type: "text", text: words, ...marked(block) }, at)
  }
  switch (kind) {
    case "base64":
    case "url": {
      const data = kind === "url" ? address(source, place, notes) : dataUri(source, place, notes)
      if (context !== undefined) say(context)
      if (data === undefined) return
      const file = { file_data: data, filename: title ?? "document.pdf" }
      return put(parts, { type: "file", file, ...marked(block) }, at)
    }
    case "text": {
      const words = textIn(source, "data", place, notes)
      return words === undefined ? undefined : say(headed(title, context, words))
    }
    case "content": {
      const { content } = source
      if (typeof content === "string") return say(headed(title, context, content))
      if (title !== undefined || context !== undefined) say(headed(title, context))
      return list(content, `${place}.content`, parts, notes)
    }
    case "file":
      if (textIn(source, "file_id", place, notes) !== undefined) fileOnly(notes)
  }
}

const searchResult = (block: JsonObject, at: string, parts: Parts, notes: Notes): void => {
  const title = textIn(block, "title", at, notes)
  const source = textIn(block, "source", at, notes)
  const citations = fieldOf(block, "citations")
  if (isObject(citations) && citations["enabled"] === true) lose(notes, `${at}.citations`)
  put(parts, { type: "text", text: headed(title, source), ...marked(block) }, at)
  list(fieldOf(block, "content"), `${at}.content`, parts, notes)
}

/** Any block of content; one that only this API has is lost. */
export const block = (value: Json, at: string, parts: Parts, notes: Notes): void => {
  if (!isObject(value)) return void wrong(notes, at, "a content block", value)
  const type = fieldOf(value, "type")
  switch (type) {
    case "text":
      return put(parts, text(value, at, notes), at)
    case "image":
      return put(parts, image(value, at, notes), at)
    case "document":
      return document(value, at, parts, notes)
    case "search_result":
      return searchResult(value, at, parts, notes)
    default:
      if (typeof type !== "string") return void wrong(notes, `${at}.type`, "a string", type)
      return lose(notes, at)
  }
}

const list = (value: Json | undefined, at: string, parts: Parts, notes: Notes): void => {
  if (!Array.isArray(value)) return void wrong(notes, at, "a list of content blocks", value)
  for (const [index, each] of (value as ReadonlyArray<Json>).entries())
    block(each, `${at}[${index}]`, parts, notes)
}

/** A text, or a list of blocks. */
export const content = (value: Json | undefined, at: string, parts: Parts, notes: Notes): void => {
  if (typeof value !== "string") {
    if (!Array.isArray(value)) return void wrong(notes, at, "a string or a list of content blocks", value)
    return list(value, at, parts, notes)
  }
  if (!isBlank(value)) put(parts, { type: "text", text: value }, at)
}
