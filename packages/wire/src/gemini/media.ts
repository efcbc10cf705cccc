import type * as DataUri from "../internal/data-uri.ts"
import type { Draft, Notes } from "./notes.ts"

/** Media types by the ending of a path, for what is given by its address: the family wants the type said. */
const byEnding: { readonly [ending: string]: string } = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  webp: "image/webp",
  gif: "image/gif",
  heic: "image/heic",
  heif: "image/heif",
  pdf: "application/pdf",
  txt: "text/plain",
  csv: "text/csv",
  md: "text/markdown",
  html: "text/html",
  htm: "text/html",
  wav: "audio/wav",
  mp3: "audio/mp3",
  ogg: "audio/ogg",
  flac: "audio/flac",
  m4a: "audio/m4a",
  mp4: "video/mp4",
  mov: "video/mov",
  webm: "video/webm",
  mpeg: "video/mpeg"
}

/** The type that an address's ending names. */
export const guessed = (url: string): string | undefined => {
  const path = url.split(/[?#]/, 1)[0]!
  const ending = /\.([a-z0-9]{2,5})$/i.exec(path)?.[1]?.toLowerCase()
  return ending !== undefined && Object.hasOwn(byEnding, ending) ? byEnding[ending] : undefined
}

/** Types of text that the family knows as plain text only. */
const asText = new Set(["application/json", "application/xml", "application/yaml", "application/x-yaml"])

/** Bytes in the part itself. */
export const inline = ({ data, type }: DataUri.Data, path: string, notes: Notes): Draft => {
  const plain = asText.has(type)
  if (plain)
    notes.push({ action: "translated", param: path, from: type, to: "text/plain", reason: "dialect" })
  return { inlineData: { mimeType: plain ? "text/plain" : type, data } }
}

/** A file by its address; without a type where none is known and the address itself tells what it is. */
export const remote = (fileUri: string, mimeType: string | undefined): Draft => ({
  fileData: mimeType === undefined ? { fileUri } : { mimeType, fileUri }
})
