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

export const reader = (limit: number): FrameReader<SseFrame> => {
  const decode = decoder()
  /** A line that has not ended. */
  let rest = ""
  /** The last read ended in CR: a line feed that follows belongs to it. */
  let afterReturn = false
  let event: string | undefined
  let data: string | undefined

  const line = (text: string, frames: Array<SseFrame>): void => {
    if (text === "") {
      if (data !== undefined) frames.push(event === undefined ? { data } : { event, data })
      event = undefined
      data = undefined
    } else if (text.startsWith("data:")) {
      const more = value(text, 4)
      data = data === undefined ? more : data + "\n" + more
    } else if (text.startsWith("event:")) {
      event = value(text, 5)
    } else if (text === "data") {
      data = data === undefined ? "" : data + "\n"
    }
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
        line(text.slice(start, end), frames)
        start = end + 1
        end = text.indexOf("\n", start)
      }
      if (start < text.length) rest += start === 0 ? text : text.slice(start)
      const pending =
        rest.length + (data === undefined ? 0 : data.length) + (event === undefined ? 0 : event.length)
      return pending > limit ? tooLong(limit) : undefined
    },
    finish: (frames) => {
      if (rest !== "") line(rest, frames)
      rest = ""
      line("", frames)
      return undefined
    }
  }
}
