import type { AudioPartInput, FilePartInput, ImagePartInput } from "./ChatRequest.ts"
import * as MediaType from "./MediaType.ts"

/** A file as AI libraries hand it over. */
export interface File {
  /** Bytes, base64, or an address. */
  readonly data: Uint8Array | string | URL
  /** A registered type, or no more than its kind: `image`, `image/*`. */
  readonly mediaType: string
  readonly filename?: string | undefined
}

export type Part = ImagePartInput | AudioPartInput | FilePartInput

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

/** What an image is, its first bytes tell. */
const typeOf = (mediaType: string, base64: string): string => {
  if (mediaType.includes("/") && !mediaType.endsWith("/*")) return mediaType
  return (mediaType.startsWith("image") ? MediaType.ofImage(base64) : undefined) ?? unknownType
}

const isAddress = (data: File["data"]): data is string | URL =>
  data instanceof URL || (typeof data === "string" && /^(https?|data):/i.test(data))

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

const audio = ({ data, mediaType }: File): AudioPartInput | undefined => {
  const subtype = mediaType.split(";", 1)[0]!.split("/")[1]?.toLowerCase() ?? "*"
  if (isAddress(data) || subtype === "*") return undefined
  return { type: "input_audio", input_audio: { data: toBase64(data), format: formats[subtype] ?? subtype } }
}

/** A file as a chat request says it; undefined for a recording that is an address, or of an unknown format. */
export const make = (file: File): Part | undefined => {
  const { data, filename, mediaType } = file
  const kind = mediaType.split("/", 1)[0]!.toLowerCase()
  if (kind === "audio") return audio(file)
  let url: string
  if (isAddress(data)) url = String(data)
  else {
    const base64 = toBase64(data)
    url = `data:${typeOf(mediaType, base64)};base64,${base64}`
  }
  return kind === "image"
    ? { type: "image_url", image_url: { url } }
    : { type: "file", file: { file_data: url, ...(filename === undefined ? {} : { filename }) } }
}
