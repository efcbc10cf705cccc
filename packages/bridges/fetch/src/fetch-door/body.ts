import * as RouterError from "@turnout/core/RouterError"
import * as Effect from "effect/Effect"

export interface Limits {
  readonly max_body_bytes: number
  readonly body_timeout_ms: number
}

/** The JSON value of a body, whatever it is, read by `json`. Nothing of the text stands in an error. */
export const read = (
  body: BodyInit | null,
  { body_timeout_ms, max_body_bytes: limit }: Limits,
  json: (text: string) => unknown = JSON.parse
): Effect.Effect<unknown, RouterError.RouterError> => {
  if (body === null) return Effect.fail(invalid("The body is empty; a JSON object was expected."))
  if (typeof body === "string") {
    return tooLong(body, limit) ? Effect.fail(tooLarge(limit)) : parse(body, json)
  }
  const bytes = Effect.timeoutOrElse(bytesOf(body, limit), {
    duration: body_timeout_ms,
    orElse: () => Effect.fail(tooSlow(body_timeout_ms))
  })
  return Effect.flatMap(bytes, (bytes) => {
    if (bytes === undefined) return Effect.fail(tooLarge(limit))
    try {
      return parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes), json)
    } catch {
      return Effect.fail(invalid("The body is not valid UTF-8."))
    }
  })
}

/** Texts that are longer let other work run between being parsed and being checked; each takes tens of milliseconds. */
const longText = 100_000

const parse = (
  text: string,
  read: (text: string) => unknown
): Effect.Effect<unknown, RouterError.RouterError> => {
  try {
    const json = read(text)
    return text.length > longText ? Effect.as(Effect.yieldNow, json) : Effect.succeed(json)
  } catch {
    return Effect.fail(invalid("The body is not valid JSON."))
  }
}

/** A UTF-16 unit is at least one byte of UTF-8 and at most three, so most texts need not be encoded to be measured. */
const tooLong = (text: string, limit: number): boolean =>
  text.length > limit || (text.length * 3 > limit && new TextEncoder().encode(text).length > limit)

const bytesOf = (
  body: Exclude<BodyInit, string>,
  limit: number
): Effect.Effect<Uint8Array | undefined, RouterError.RouterError> => {
  if (body instanceof Uint8Array) return Effect.succeed(body.length > limit ? undefined : body)
  return Effect.tryPromise({
    try: (signal) => collect(body instanceof ReadableStream ? body : new Response(body).body, limit, signal),
    catch: () => invalid("The body could not be read.")
  })
}

/** `undefined` once more than `limit` bytes have come; the rest is not waited for. */
const collect = async (
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
  signal: AbortSignal
): Promise<Uint8Array | undefined> => {
  if (stream === null) return new Uint8Array()
  const reader = stream.getReader()
  const cancel = () => void reader.cancel(signal.reason).catch(() => {})
  signal.addEventListener("abort", cancel, { once: true })
  const parts: Array<Uint8Array> = []
  let length = 0
  let chunks = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    const chunk: unknown = value
    if (!(chunk instanceof Uint8Array)) throw new TypeError("A body is a stream of bytes.")
    length += chunk.length
    // A stream that gives nothing without end is one that is too large.
    if (length > limit || ++chunks > limit) {
      cancel()
      return undefined
    }
    if (chunk.length > 0) parts.push(chunk)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

const invalid = (message: string) => RouterError.make("invalid_request", message)
const tooLarge = (limit: number) =>
  RouterError.make("payload_too_large", `The body is larger than ${limit} bytes.`)
const tooSlow = (milliseconds: number) =>
  RouterError.make("invalid_request", `The body did not come within ${milliseconds} ms.`, { status: 408 })
