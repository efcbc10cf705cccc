import { EventStreamCodec } from "@smithy/core/event-streams"

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes as Uint8Array)),
  (text) => new TextEncoder().encode(text)
)

const message = (headers: { readonly [name: string]: string }, body: unknown): Uint8Array =>
  codec.encode({
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, { type: "string" as const, value }])
    ),
    body: new TextEncoder().encode(JSON.stringify(body))
  })

/** A message of the event stream, as the service's own library writes it. */
export const event = (type: string, body: unknown): Uint8Array =>
  message({ ":event-type": type, ":content-type": "application/json", ":message-type": "event" }, body)

export const exception = (type: string, text: string): Uint8Array =>
  message(
    { ":exception-type": type, ":content-type": "application/json", ":message-type": "exception" },
    { message: text }
  )

/** An event of a Claude's own API inside a message. */
export const chunk = (inner: object): Uint8Array => {
  const bytes = new TextEncoder().encode(JSON.stringify(inner))
  return event("chunk", {
    bytes: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")),
    p: "abcdef"
  })
}

export const bytes = (...messages: ReadonlyArray<Uint8Array>): Uint8Array => {
  const all = new Uint8Array(messages.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const each of messages) {
    all.set(each, at)
    at += each.length
  }
  return all
}
