import { type Failure, MalformedResponse } from "@turnout/core/Failure"
import type { FrameReader } from "./frame.ts"
import { decoder } from "./text.ts"

const tooLong = (limit: number): Failure =>
  new MalformedResponse({
    message: `A JSON text of the stream was longer than ${limit} characters.`,
    rule: "framing:limit"
  })

const [quote, escape, comma, lineFeed] = [0x22, 0x5c, 0x2c, 10]
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d]

const isSpace = (unit: number): boolean => unit === 32 || unit === 10 || unit === 13 || unit === 9

/**
 * JSON texts one behind the other, as lines or in whatever form; with `list`, the entries of one array. Each is told when
 * its last bracket has come. What is neither object nor list is told up to the end of its line or entry.
 */
export const reader = <F>(limit: number, frame: (json: string) => F, list: boolean): FrameReader<F> => {
  const decode = decoder()
  /** Of a text that has begun in an earlier read. */
  let rest = ""
  let depth = 0
  let quoted = false
  let escaped = false
  /** A text that begins with no bracket. */
  let bare = false
  let opened = !list

  const ends = (unit: number): boolean =>
    unit === lineFeed || (list && (unit === comma || unit === closeBracket))

  const begins = (unit: number): boolean => {
    if (isSpace(unit) || (list && (unit === comma || unit === closeBracket))) return false
    if (!opened && unit === openBracket) {
      opened = true
      return false
    }
    if (unit === openBrace || unit === openBracket) depth = 1
    else bare = true
    return true
  }

  /** Whether this unit is the last of the text that has begun. */
  const closes = (unit: number): boolean => {
    if (quoted) {
      if (escaped) escaped = false
      else if (unit === escape) escaped = true
      else if (unit === quote) quoted = false
      return false
    }
    if (unit === quote) quoted = true
    else if (unit === openBrace || unit === openBracket) depth++
    else if (unit === closeBrace || unit === closeBracket) return --depth === 0
    return false
  }

  return {
    push: (bytes, frames) => {
      const text = decode(bytes)
      let start = 0
      const told = (end: number): void => {
        frames.push(frame(rest + text.slice(start, end)))
        rest = ""
        bare = false
      }
      for (let at = 0; at < text.length; at++) {
        const unit = text.charCodeAt(at)
        if (bare) {
          if (ends(unit)) told(at)
        } else if (depth > 0) {
          if (closes(unit)) told(at + 1)
        } else if (begins(unit)) start = at
      }
      if (!bare && depth === 0) return undefined
      rest += text.slice(start)
      return rest.length > limit ? tooLong(limit) : undefined
    },
    finish: (frames) => {
      if (rest !== "") frames.push(frame(rest))
      rest = ""
      return undefined
    }
  }
}
