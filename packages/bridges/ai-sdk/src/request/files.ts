import {
  InvalidArgumentError,
  type LanguageModelV4FilePart,
  type SharedV4FileData,
  UnsupportedFunctionalityError
} from "@ai-sdk/provider"
import type { AudioPartInput, FilePartInput, ImagePartInput, TextPartInput } from "@turnout/core/ChatRequest"
import * as MediaType from "@turnout/core/MediaType"
import { optionsOf, own } from "./own.ts"

export type FileInput = TextPartInput | ImagePartInput | AudioPartInput | FilePartInput

type File = Pick<LanguageModelV4FilePart, "data" | "filename" | "mediaType" | "providerOptions">

const perCall = 0x8000

/** Not every runtime has a `Buffer`. */
const toBase64 = (data: Uint8Array | string): string => {
  if (typeof data === "string") return data
  let binary = ""
  for (let at = 0; at < data.length; at += perCall) {
    binary += String.fromCharCode(...data.subarray(at, at + perCall))
  }
  return btoa(binary)
}

const unknownType = "application/octet-stream"

/** `image` and `image/*` say no more than the kind: what an image is, its first bytes tell. */
const typeOf = (mediaType: string, base64: string): string => {
  if (mediaType.includes("/") && !mediaType.endsWith("/*")) return mediaType
  return (mediaType.startsWith("image") ? MediaType.ofImage(base64) : undefined) ?? unknownType
}

const urlOf = (data: SharedV4FileData, mediaType: string): string | undefined => {
  switch (data.type) {
    case "url":
      return data.originalUrl ?? data.url.toString()
    case "data": {
      const base64 = toBase64(data.data)
      return `data:${typeOf(mediaType, base64)};base64,${base64}`
    }
    default:
      return undefined
  }
}

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

/** The names of audio formats in a chat request, where they are not the subtype. */
const formats: { readonly [subtype: string]: string } = {
  mpeg: "mp3",
  "x-wav": "wav",
  wave: "wav",
  "vnd.wave": "wav",
  mp4: "m4a",
  "x-m4a": "m4a",
  "x-flac": "flac"
}

const audio = (data: SharedV4FileData, mediaType: string): AudioPartInput => {
  const subtype = mediaType.split(";", 1)[0]!.split("/")[1] ?? "*"
  if (data.type !== "data") throw new UnsupportedFunctionalityError({ functionality: "audio by URL" })
  if (subtype === "*")
    throw new UnsupportedFunctionalityError({ functionality: `audio of type '${mediaType}'` })
  return {
    type: "input_audio",
    input_audio: {
      data: toBase64(data.data),
      format: formats[subtype.toLowerCase()] ?? subtype.toLowerCase()
    }
  }
}

/** A file of a prompt as a chat request says it: an image, a recording, inline text, or any other file. */
export const toPart = ({ data, filename, mediaType, providerOptions }: File): FileInput => {
  if (data.type === "text") return { type: "text", text: data.text }
  if (data.type === "reference") return { type: "file", file: { file_id: idOf(data.reference) } }
  const kind = mediaType.split("/", 1)[0]!.toLowerCase()
  if (kind === "audio") return audio(data, mediaType)
  const url = urlOf(data, mediaType)!
  if (kind === "image") {
    const detail = optionsOf(providerOptions)["detail"]
    return {
      type: "image_url",
      image_url: { url, ...(typeof detail === "string" ? { detail: detail as "auto" } : {}) }
    }
  }
  return { type: "file", file: { file_data: url, ...(filename === undefined ? {} : { filename }) } }
}
