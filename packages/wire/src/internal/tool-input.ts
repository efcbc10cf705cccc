import type { JsonObject } from "@turnout/core/Json"
import { isObject, parse } from "./json.ts"
import { type Notes, translateSame } from "./notes.ts"
import * as RawJson from "@turnout/core/RawJson"

/** How deep brackets nest, strings left out; stops counting past `most`. */
const nestsBeyond = (text: string, most: number): boolean => {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x22) quoted = !quoted
    else if (quoted) {
      if (unit === 0x5c) at++
    } else if (unit === 0x5b || unit === 0x7b) {
      if (++depth > most) return true
    } else if (unit === 0x5d || unit === 0x7d) depth--
  }
  return false
}

/** The deepest arguments that are sent as an object; no tool's are deeper, and no recursion meets them. */
const deepest = 128

/** What has no form in UTF-8; JSON can escape it. */
const loneSurrogate = /[\ud800-\udfff]/u

/** What the model wrote as an object, its numbers with all their digits; text that is none is kept under one key, never repaired. */
export const toInput = (text: string, path: string, notes: Notes): JsonObject => {
  if (text.trim() === "") return {}
  const value = nestsBeyond(text, deepest) ? undefined : parse(text)
  if (isObject(value)) {
    const survives = loneSurrogate.test(text) || JSON.stringify(value) === text
    return (survives ? value : RawJson.exact(value, text)) as JsonObject
  }
  translateSame(notes, path)
  return { arguments: text }
}
