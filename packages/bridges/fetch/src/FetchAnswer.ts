import * as RouterError from "@turnout/core/RouterError"
import * as Quota from "./fetch-answer/quota.ts"

const json = "application/json; charset=utf-8"

/** Headers of every answer, besides those of one answer. */
export type More = Readonly<Record<string, string>>

/** Plain text. */
export const text = (answer: string, id: string): Response =>
  new Response(answer, {
    status: 200,
    headers: { "content-type": "text/plain; charset=utf-8", "x-request-id": id }
  })

/** A completion, or a list. */
export const value = (
  answer: object,
  id: string,
  more?: More,
  stringify: (answer: object) => string = JSON.stringify
): Response =>
  new Response(stringify(answer), {
    status: 200,
    headers: { ...more, "content-type": json, "x-request-id": id }
  })

export const stream = (body: ReadableStream<Uint8Array>, id: string, more?: More): Response =>
  new Response(body, {
    status: 200,
    headers: {
      ...more,
      "content-type": "text/event-stream; charset=utf-8",
      // What compresses or buffers on the way would hold events back.
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      "x-request-id": id
    }
  })

/** Without a body: what a `HEAD` asks for. */
export const bare = (response: Response): Response => {
  void response.body?.cancel()
  return new Response(null, response)
}

/** What a path can be asked. */
export const allowed = (methods: string, id: string): Response =>
  new Response(null, { status: 204, headers: { allow: methods, "x-request-id": id } })

/** The error envelope. The official SDK retries by itself unless a header forbids it. */
export const failure = (error: RouterError.RouterError, id: string, more?: More): Response => {
  const headers: Record<string, string> = {
    ...more,
    ...Quota.exceeded(error),
    "content-type": json,
    "x-request-id": id,
    "x-should-retry": "false",
    "x-error-type": error.type,
    "x-error-retryable": String(retryable(error))
  }
  if (error.provider !== undefined) headers["x-error-provider"] = printable(error.provider)
  if (error.status === 429 || error.status === 503) {
    if (error.retry_after_ms !== undefined) headers["retry-after"] = seconds(error.retry_after_ms)
    if (error.rate_limit_source !== undefined) headers["x-rate-limit-source"] = error.rate_limit_source
  }
  return new Response(JSON.stringify(RouterError.toBody(error)), { status: error.status, headers })
}

/** Whether the same request may succeed later, by another call: an empty account does not fill itself. */
const retryable = (error: RouterError.RouterError): boolean =>
  error.status === 429
    ? error.code !== "insufficient_quota" && error.code !== "budget_exhausted"
    : error.status >= 500 && error.code !== "internal_error"

const seconds = (milliseconds: number) => String(Math.max(0, Math.ceil(milliseconds / 1000)))

/** A header value that holds anything else makes `Headers` throw. */
const printable = (text: string) => text.replace(/[^\x20-\x7e]/g, "?")
