/** What a vendor wants back of its reasoning, as one opaque text that says where it came from. */
import type { Json, JsonObject } from "@turnout/core/Json"

const mark = "turnout1."

/** Reasoning as chat requests have it, and the signatures of calls by the calls' ids. */
export interface Envelope {
  readonly details: ReadonlyArray<Json>
  readonly signatures?: { readonly [call_id: string]: string }
}

/** Characters that `String.fromCharCode` is given at once. */
const portion = 8192

const toBase64 = (text: string): string => {
  const bytes = new TextEncoder().encode(text)
  let binary = ""
  for (let at = 0; at < bytes.length; at += portion) {
    binary += String.fromCharCode(...bytes.subarray(at, at + portion))
  }
  return btoa(binary)
}

const fromBase64 = (text: string): string => {
  const binary = atob(text)
  return new TextDecoder("utf-8", { fatal: true }).decode(
    Uint8Array.from(binary, (unit) => unit.charCodeAt(0))
  )
}

export const seal = (envelope: Envelope): string => mark + toBase64(JSON.stringify(envelope))

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The envelope of a text; undefined where it is none of ours, or was changed on its way. */
export const open = (text: string): Envelope | undefined => {
  if (!text.startsWith(mark)) return undefined
  try {
    const read: unknown = JSON.parse(fromBase64(text.slice(mark.length)))
    if (!isObject(read) || !Array.isArray(read["details"])) return undefined
    const { signatures } = read
    return {
      details: read["details"].filter(isObject),
      ...(isObject(signatures) ? { signatures: signatures as { readonly [id: string]: string } } : {})
    }
  } catch {
    return undefined
  }
}

/** A text that begins as one of ours and is none any more. */
export const isBroken = (text: string): boolean => text.startsWith(mark) && open(text) === undefined
