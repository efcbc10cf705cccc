import type { Json } from "./Json.ts"
import { digest } from "./fold/ids.ts"

/**
 * JSON whose objects remember how they were written. A number beyond 2^53, `1.0` or a repeated key does not
 * survive `JSON.parse`; arguments of tools are text from the vendor to the caller and back, so the text is kept.
 */
export const sources = new WeakMap<object, string>()

/** What may stand as an object although it is text to us: arguments in three families' words. */
const named = /"(?:arguments|input|args)"\s{0,8}:\s{0,8}[{[]/

const words = ['"arguments"', '"input"', '"args"']

/** Whether a JSON text may hold arguments that are no string. Plain searches first: it is asked per chunk. */
const holdsArguments = (source: string): boolean =>
  words.some((word) => source.includes(word)) && named.test(source)

const isSpace = (unit: number): boolean => unit === 32 || unit === 10 || unit === 13 || unit === 9

/** The end of the string that begins at `at`: the index behind its closing quote. */
const pastString = (source: string, at: number): number => {
  for (let index = at + 1; index < source.length; index++) {
    const unit = source.charCodeAt(index)
    if (unit === 0x5c) index++
    else if (unit === 0x22) return index + 1
  }
  return source.length
}

/** The end of the object or array that begins at `at`. */
const pastValue = (source: string, at: number): number => {
  let depth = 0
  for (let index = at; index < source.length; index++) {
    const unit = source.charCodeAt(index)
    if (unit === 0x22) index = pastString(source, index) - 1
    else if (unit === 0x7b || unit === 0x5b) depth++
    else if ((unit === 0x7d || unit === 0x5d) && --depth === 0) return index + 1
  }
  return source.length
}

interface Marked {
  /** The text with a string in the place of every object or array that is named as arguments are. */
  readonly text: string
  readonly slices: ReadonlyArray<string>
}

/** One pass; a slice is not looked into again. */
const mark = (source: string, prefix: string): Marked => {
  const slices: Array<string> = []
  let text = ""
  let copied = 0
  let at = 0
  while (at < source.length) {
    if (source.charCodeAt(at) !== 0x22) {
      at++
      continue
    }
    const end = pastString(source, at)
    const key = source.slice(at, end)
    at = end
    if (!words.includes(key)) continue
    while (isSpace(source.charCodeAt(at))) at++
    if (source.charCodeAt(at) !== 0x3a) continue
    at++
    while (isSpace(source.charCodeAt(at))) at++
    const first = source.charCodeAt(at)
    if (first !== 0x7b && first !== 0x5b) continue
    const past = pastValue(source, at)
    text += `${source.slice(copied, at)}"${prefix}${slices.length}"`
    slices.push(source.slice(at, past))
    copied = at = past
  }
  return { text: text + source.slice(copied), slices }
}

/** Puts the values back in place of their marks, in one walk without recursion. */
const restore = (root: unknown, prefix: string, slices: ReadonlyArray<string>): void => {
  const open: Array<object> = typeof root === "object" && root !== null ? [root] : []
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    for (const key of Object.keys(holder)) {
      const value = (holder as { [key: string]: unknown })[key]
      if (typeof value === "string" && value.startsWith(prefix)) {
        const slice = slices[Number(value.slice(prefix.length))]!
        const parsed = JSON.parse(slice) as object
        sources.set(parsed, slice)
        ;(holder as { [key: string]: unknown })[key] = parsed
      } else if (typeof value === "object" && value !== null) open.push(value)
    }
  }
}

/** As `JSON.parse`, which it throws like; `sourceOf` knows the text of what stands as `arguments`, `input` or `args`. */
export const parse = (source: string): unknown => {
  const json: unknown = JSON.parse(source)
  if (!holdsArguments(source)) return json
  const prefix = `@raw:${digest(source)}:`
  const { text, slices } = mark(source, prefix)
  if (slices.length === 0 || source.includes(prefix)) return json
  const kept: unknown = JSON.parse(text)
  restore(kept, prefix, slices)
  return kept
}

/** The JSON text of a value: the very one that it was read from where that is known. Undefined beyond the stack. */
export const sourceOf = (value: Json): string | undefined => {
  const known = typeof value === "object" && value !== null ? sources.get(value) : undefined
  if (known !== undefined) return known
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

/** Texts to be written in place of marks, while `stringify` runs: it is synchronous, and so one at a time. */
let written: { readonly prefix: string; readonly texts: Array<string> } | undefined

/**
 * The same without white space between its tokens: what a vendor writes over many lines in a whole answer, it writes
 * in one in a stream.
 */
export const compactOf = (value: Json): string | undefined => {
  const source = sourceOf(value)
  if (source === undefined || !/\s/.test(source)) return source
  let compact = ""
  let copied = 0
  for (let at = 0; at < source.length; at++) {
    const unit = source.charCodeAt(at)
    if (unit === 0x22) at = pastString(source, at) - 1
    else if (isSpace(unit)) {
      compact += source.slice(copied, at)
      copied = at + 1
    }
  }
  return compact + source.slice(copied)
}

/** The value of a text that is a JSON object, which `stringify` writes as that very text. */
export const exact = <A extends object>(value: A, source: string): A => {
  sources.set(value, source)
  return Object.defineProperty(value, "toJSON", {
    enumerable: false,
    value: function (this: object) {
      if (written === undefined) return this
      written.texts.push(source)
      return `${written.prefix}${written.texts.length - 1}`
    }
  })
}

/** The text with marks, and the marks' own texts. */
const marked = (value: unknown, prefix: string) => {
  const texts: Array<string> = []
  written = { prefix, texts }
  try {
    return { text: JSON.stringify(value), texts }
  } finally {
    written = undefined
  }
}

/** As `JSON.stringify`, which it throws like, but what was made by `exact` is written as it was read. */
export const stringify = (value: unknown): string => {
  let prefix = "@exact:"
  let { text, texts } = marked(value, prefix)
  if (texts.length === 0) return text
  let parts = text.split(`"${prefix}`)
  if (parts.length - 1 !== texts.length) {
    // A text of the input looks like a marker.
    prefix = `@exact:${digest(text)}:`
    ;({ text, texts } = marked(value, prefix))
    parts = text.split(`"${prefix}`)
    if (parts.length - 1 !== texts.length) return JSON.stringify(value)
  }
  let whole = parts[0]!
  for (const part of parts.slice(1)) {
    const end = part.indexOf('"')
    whole += texts[Number(part.slice(0, end))]! + part.slice(end + 1)
  }
  return whole
}
