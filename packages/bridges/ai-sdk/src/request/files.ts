import {
  InvalidArgumentError,
  type LanguageModelV4FilePart,
  UnsupportedFunctionalityError
} from "@ai-sdk/provider"
import type { TextPartInput } from "@turnout/core/ChatRequest"
import * as FilePart from "@turnout/core/FilePart"
import { optionsOf, own } from "./own.ts"

type File = Pick<LanguageModelV4FilePart, "data" | "filename" | "mediaType" | "providerOptions">

/** Files that a vendor keeps bear one id at each; only one can be said. */
const idOf = (reference: { readonly [provider: string]: string }): string => {
  if (Object.hasOwn(reference, own)) return reference[own]!
  const ids = Object.values(reference)
  if (ids.length === 1) return ids[0]!
  throw new InvalidArgumentError({
    argument: "prompt",
    message: `A file's reference names no '${own}' id, and not exactly one other.`
  })
}

/** A file of a prompt as a chat request says it: an image, a recording, inline text, or any other file. */
export const toPart = ({
  data,
  filename,
  mediaType,
  providerOptions
}: File): FilePart.Part | TextPartInput => {
  if (data.type === "text") return { type: "text", text: data.text }
  if (data.type === "reference") return { type: "file", file: { file_id: idOf(data.reference) } }
  const made = FilePart.make({
    data: data.type === "url" ? (data.originalUrl ?? data.url) : data.data,
    mediaType,
    filename
  })
  if (made === undefined) {
    throw new UnsupportedFunctionalityError({
      functionality: `a recording by URL, or of type '${mediaType}'`
    })
  }
  const { detail } = optionsOf(providerOptions)
  return made.type === "image_url" && typeof detail === "string"
    ? { type: "image_url", image_url: { ...made.image_url, detail: detail as "auto" } }
    : made
}
