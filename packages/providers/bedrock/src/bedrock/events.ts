import { EventStreamCodec } from "@smithy/core/event-streams"
import { type Failure, MalformedResponse } from "@turnout/core/Failure"
import type { Framing, FrameReader } from "@turnout/wire/Framing"

/** One message of the binary event stream. */
export interface EventFrame {
  /** An exception ends the answer; so does an error, which is one that the service does not model. */
  readonly kind: "event" | "exception" | "error"
  /** The name of the event, or of what went wrong. */
  readonly type: string
  /** JSON. */
  readonly data: string
}

const decoder = new TextDecoder()
const encoder = new TextEncoder()
const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === "string" ? bytes : decoder.decode(bytes as Uint8Array)),
  (text) => encoder.encode(text)
)

/** Total length, length of the headers, and a checksum of both. */
const prelude = 12
/** The service's own bound of a message is 16 MiB. */
const limit = 16 * 1024 * 1024

const malformed = (rule: string, message: string): Failure =>
  new MalformedResponse({ message, rule: `framing:${rule}` })

const frameOf = (bytes: Uint8Array): EventFrame => {
  const { body, headers } = codec.decode(bytes)
  const text = (name: string) => {
    const header = headers[name]
    return header?.type === "string" ? header.value : undefined
  }
  const kind = text(":message-type")
  const data = decoder.decode(body)
  if (kind === "exception") return { kind, type: text(":exception-type") ?? "", data }
  if (kind === "error") {
    const message = text(":error-message") ?? ""
    return { kind, type: text(":error-code") ?? "", data: data === "" ? JSON.stringify({ message }) : data }
  }
  return { kind: "event", type: text(":event-type") ?? "", data }
}

/** Cuts bytes into messages; what they are, and whether their checksums hold, the codec says. */
const reader = (): FrameReader<EventFrame> => {
  /** What has come of messages that are not whole, in the pieces in which it came. */
  let pieces: Array<Uint8Array> = []
  let size = 0
  let needed = prelude

  const join = (): Uint8Array => {
    if (pieces.length === 1) return pieces[0]!
    const bytes = new Uint8Array(size)
    let at = 0
    for (const piece of pieces) {
      bytes.set(piece, at)
      at += piece.length
    }
    return bytes
  }

  return {
    push: (bytes, frames) => {
      pieces.push(bytes)
      size += bytes.length
      if (size < needed) return undefined
      const all = join()
      const view = new DataView(all.buffer, all.byteOffset, all.byteLength)
      let at = 0
      needed = prelude
      while (all.length - at >= prelude) {
        const length = view.getUint32(at)
        if (length > limit)
          return malformed("limit", `A message of the stream is longer than ${limit} bytes.`)
        if (length < prelude + 4)
          return malformed("length", "A message of the stream has a length that is none.")
        if (all.length - at < length) {
          needed = length
          break
        }
        try {
          frames.push(frameOf(all.subarray(at, at + length)))
        } catch {
          return malformed("message", "A message of the stream is damaged.")
        }
        at += length
      }
      pieces = at === all.length ? [] : [at === 0 ? all : all.slice(at)]
      size = all.length - at
      return undefined
    },
    finish: () => undefined
  }
}

/** `application/vnd.amazon.eventstream`. */
export const eventStream: Framing<EventFrame> = {
  contentType: "application/vnd.amazon.eventstream",
  reader,
  size: ({ data }) => data.length
}
