import type { Read } from "@turnout/core/Read"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface TransportRequest {
  readonly url: string
  readonly method: "GET" | "POST"
  /** Lower-case names. The only place that contains secrets. */
  readonly headers: { readonly [name: string]: string }
  readonly body?: string | Uint8Array
  /** Milliseconds until the connection is established; ignored by transports that cannot observe it. */
  readonly connect_timeout_ms?: number
  /** Use a new connection; ignored by transports that cannot choose. */
  readonly fresh_connection?: boolean
}

export interface TransportResponse {
  readonly status: number
  /** Lower-case names; repeated headers joined with `, `. */
  readonly headers: { readonly [name: string]: string }
  /** The bytes of one network read; `undefined` after the last. Closing the scope fails a read that waits. */
  readonly read: Read<Uint8Array, TransportError>
}

/** Told of one exchange, part by part. Nothing follows `ended` or `failed`. */
export interface TransportListener {
  readonly head: (exchange: Exchange, status: number, headers: TransportResponse["headers"]) => void
  readonly bytes: (bytes: Uint8Array) => void
  readonly ended: () => void
  /** Also after `abort`. */
  readonly failed: (error: TransportError) => void
}

/** A request on its way, or its answer. */
export interface Exchange {
  /** Ends what has not ended. */
  readonly abort: () => void
  /** The rest of the body by reads: the listener is told nothing more. */
  readonly pull: () => TransportResponse["read"]
}

export interface Send {
  (request: TransportRequest): Effect.Effect<TransportResponse, TransportError, Scope.Scope>
  /**
   * The same without an effect: a listener is told, from within the call at the earliest of the head and of bytes, and in
   * a later turn of an end. Undefined where the transport cannot, or not yet: then `send` does it. A part of `send`, so
   * that who wraps the one wraps the other.
   */
  readonly exchange?: (request: TransportRequest, listener: TransportListener) => Exchange | undefined
}

/** No answer, or an incomplete body. `message` holds no header and no URL query. */
export class TransportError extends Data.TaggedError("TransportError")<{
  /**
   * `connect`: no connection was established; `reset`: it was reset; `stale`: a reused connection that the server
   * had closed without answering; `aborted`: the scope was closed by the caller.
   */
  readonly kind: "connect" | "connect_timeout" | "reset" | "stale" | "aborted" | "invalid"
  readonly message: string
  /** The system's code, `ECONNREFUSED` for one. */
  readonly code?: string
}> {}

/**
 * Sends a request: status, headers, and a body pulled per network read. It does not retry, follow redirects,
 * decode, trace or time out by itself. The scope of a request owns its socket.
 */
export class Transport extends Context.Service<
  Transport,
  {
    readonly send: Send
    /** Loads what the first request would otherwise load, without connecting; free after its first run. */
    readonly ready?: Effect.Effect<void>
  }
>()("@turnout/wire/Transport") {}

const connecting =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT|CERT_|ERR_TLS|ERR_SSL|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/

/** The first system code in a chain of causes; happy eyeballs gives one error per address. */
export const codeOf = (cause: unknown): string | undefined => {
  let error = cause
  for (let depth = 0; depth < 8 && typeof error === "object" && error !== null; depth++) {
    const { name, code, cause, errors } = error as { readonly [field: string]: unknown }
    if (typeof code === "string" && code !== "") return code
    // undici's parser leaves the code out when it does not know the first bytes.
    if (name === "HTTPParserError") return "HPE_INVALID_CONSTANT"
    error = cause ?? (Array.isArray(errors) ? errors[0] : undefined)
  }
  return undefined
}

const messages = {
  connect: "No connection could be made to",
  connect_timeout: "No connection was established in time to",
  reset: "The connection broke to",
  stale: "The connection that was kept had been closed to",
  aborted: "The request was aborted to",
  invalid: "The request could not be sent to"
}

/** An error of `kind`. Its message contains only the origin of the URL. */
export const errorOf = (kind: TransportError["kind"], url: string, code?: string): TransportError => {
  const origin = /^[a-z]+:\/\/(?:[^/?#]*@)?([^/?#]*)/i.exec(url)?.[1] ?? "an address that is none"
  const message = `${messages[kind]} ${origin}${code === undefined ? "." : ` (${code}).`}`
  return new TransportError({ kind, message, ...(code === undefined ? {} : { code }) })
}

/** undici's word for a server that closed the connection; also that of `fetch` on Node. */
const closed = "other side closed"

/** Whether a chain of causes tells that a connection was closed that had served other requests. */
const isStale = (cause: unknown): boolean => {
  let error = cause
  for (let depth = 0; depth < 8 && typeof error === "object" && error !== null; depth++) {
    const { cause, message, socket } = error as { readonly [field: string]: unknown }
    if (message === closed && typeof socket === "object" && socket !== null) {
      return "bytesRead" in socket && typeof socket.bytesRead === "number" && socket.bytesRead > 0
    }
    error = cause
  }
  return false
}

/**
 * What a runtime's error means. `connected`: the request had found its connection. `unanswered`: no head came, so
 * that a connection kept from before may have been closed already; a reset (`ECONNRESET`) does not say which it was.
 */
export const fromCause = (
  cause: unknown,
  url: string,
  connected?: boolean,
  unanswered = connected === undefined
): TransportError => {
  const code = codeOf(cause)
  if (code === "UND_ERR_CONNECT_TIMEOUT") return errorOf("connect_timeout", url, code)
  if (code === "UND_ERR_INVALID_ARG" || code === "UND_ERR_NOT_SUPPORTED" || code === "ERR_INVALID_URL") {
    return errorOf("invalid", url, code)
  }
  if (unanswered && isStale(cause)) return errorOf("stale", url, code)
  const connect = connected === undefined ? code === undefined || connecting.test(code) : !connected
  return errorOf(connect ? "connect" : "reset", url, code)
}
