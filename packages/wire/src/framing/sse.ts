import { type Failure, MalformedResponse } from "@turnout/core/Failure"
import type { FrameReader, SseFrame } from "./frame.ts"
import { decoder } from "./text.ts"

const tooLong = (limit: number): Failure =>
  new MalformedResponse({
    message: `An event of the stream was longer than ${limit} characters.`,
    rule: "framing:limit"
  })

/** The value of a field: one space after the colon belongs to the syntax. */
const value = (line: string, colon: number): string =>
  line.slice(line.charCodeAt(colon + 1) === 32 ? colon + 2 : colon + 1)

const isJson = (text: string): boolean => {
  if (text === "[DONE]") return true
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** `plain`: data is text and no JSON, so that nothing in it is taken for slightly malformed framing. */
export const reader = (limit: number, plain = false): FrameReader<SseFrame> => {
  const decode = decoder()
  /** A line that has not ended. */
  let rest = ""
  /** The last read ended in CR: a line feed that follows belongs to it. */
  let afterReturn = false
  let event: string | undefined
  let data: string | undefined

  /** The last `data:` line; an event whose JSON it closes is over before its blank line. */
  let last = ""
  /** An `event:` line behind the data: of this event, or of the next where no blank line stands between. */
  let later: string | undefined
  /** The data is JSON that stands without `data:`. */
  let bare = false

  const dispatch = (frames: Array<SseFrame>, name: string | undefined): void => {
    if (data !== undefined && (!bare || isJson(data))) {
      frames.push(name === undefined ? { data } : { event: name, data })
    }
    data = undefined
    bare = false
    last = ""
  }

  /** A line of data; JSON behind JSON that is complete is the next event. */
  const take = (more: string, isBare: boolean, frames: Array<SseFrame>): void => {
    const isNext = !plain && data !== undefined && last.endsWith("}")
    if (isNext && (more.startsWith("{") || more === "[DONE]")) {
      dispatch(frames, event)
      event = later
      later = undefined
    }
    if (data === undefined) bare = isBare
    data = data === undefined ? more : data + "\n" + more
    last = more
  }

  /** No field of the grammar. */
  const other = (text: string, frames: Array<SseFrame>): void => {
    if (plain) return
    const trimmed = text.trimStart()
    const indented = trimmed.startsWith("data:") ? value(trimmed, 4) : ""
    if (indented.startsWith("{") || indented === "[DONE]") take(indented, false, frames)
    else if (trimmed === "[DONE]" || trimmed.startsWith("{")) {
      if (data === undefined || bare || last.endsWith("}")) take(trimmed.trimEnd(), true, frames)
    } else if (bare && data !== undefined && !trimmed.startsWith(":")) take(trimmed.trimEnd(), true, frames)
  }

  const line = (text: string, frames: Array<SseFrame>): void => {
    if (text === "") {
      dispatch(frames, later ?? event)
      event = undefined
      later = undefined
    } else if (text.startsWith("data:")) {
      let more = value(text, 4)
      if (!plain) while (more.startsWith("data:")) more = value(more, 4)
      take(more, false, frames)
    } else if (text.startsWith("event:")) {
      if (data === undefined) event = value(text, 5)
      else later = value(text, 5)
    } else if (text === "data") {
      take("", false, frames)
    } else other(text, frames)
  }

  return {
    push: (bytes, frames) => {
      let text = decode(bytes)
      if (text === "") return undefined
      if (afterReturn) {
        afterReturn = false
        if (text.charCodeAt(0) === 10) text = text.slice(1)
      }
      if (text.includes("\r")) {
        afterReturn = text.charCodeAt(text.length - 1) === 13
        text = text.replace(/\r\n?/g, "\n")
      }
      let start = 0
      let end = text.indexOf("\n")
      if (end >= 0 && rest !== "") {
        line(rest + text.slice(0, end), frames)
        rest = ""
        start = end + 1
        end = text.indexOf("\n", start)
      }
      while (end >= 0) {
        // The usual line, without a slice of its own.
        if (text.startsWith("data: {", start)) take(text.slice(start + 6, end), false, frames)
        else line(text.slice(start, end), frames)
        start = end + 1
        end = text.indexOf("\n", start)
      }
      if (start < text.length) rest += start === 0 ? text : text.slice(start)
      const pending =
        rest.length + (data === undefined ? 0 : data.length) + (event === undefined ? 0 : event.length)
      return pending > limit ? tooLong(limit) : undefined
    },
    finish: (frames) => {
      // Of JSON it shows whether it is whole; a text that was cut off is not told as one that was not.
      if (plain) return undefined
      if (rest !== "") line(rest, frames)
      rest = ""
      line("", frames)
      return undefined
    }
  }
}
