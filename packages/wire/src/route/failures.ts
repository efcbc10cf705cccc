import {
  ConnectionFailed,
  type Failure,
  MalformedResponse,
  StreamTruncated,
  TimedOut,
  thrown
} from "@turnout/core/Failure"
import type { TransportError } from "../Transport.ts"

/** No answer: nothing of a body has come. */
export const unanswered = (error: TransportError): Failure => {
  const code = error.code === undefined ? {} : { code: error.code }
  if (error.kind === "connect_timeout") {
    return new TimedOut({
      message: error.message,
      timer: "connect",
      rule: "transport:connect_timeout",
      ...code
    })
  }
  // A URL or a header that no request can have is the host's, or that of its transport.
  if (error.kind === "invalid") return thrown(error.message, "transport:invalid", error.cause ?? error)
  return new ConnectionFailed({
    message: error.message,
    rule: `transport:${error.kind}`,
    ...code,
    ...(error.kind === "stale" ? { stale: true } : {})
  })
}

/** A unary answer that broke off: what came cannot be used. */
export const brokeOff = (error: TransportError): Failure =>
  new StreamTruncated({
    message: "The connection broke in the middle of the answer.",
    rule: `transport:${error.kind}`,
    ...(error.code === undefined ? {} : { code: error.code })
  })

export const malformed = (status: number, rule: string, message: string): Failure =>
  new MalformedResponse({ message, status, rule: `body:${rule}` })

export const tooLong = (status: number, limit: number): Failure =>
  malformed(status, "limit", `The answer was longer than ${limit} bytes.`)
