import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"

export interface TransportRequest {
  readonly url: string
  readonly method: "GET" | "POST"
  /** Lower-case names. Secrets stand here and nowhere else. */
  readonly headers: { readonly [name: string]: string }
  readonly body?: string | Uint8Array
  /** Until the connection stands; a transport that cannot see that moment ignores it. */
  readonly connect_timeout_ms?: number
}

export interface TransportResponse {
  readonly status: number
  /** Lower-case names; repeated headers joined with `, `. */
  readonly headers: { readonly [name: string]: string }
  /** The bytes of one network read; `undefined` after the last. Closing the scope fails a read that waits. */
  readonly read: Effect.Effect<Uint8Array | undefined, TransportError>
}

/** No answer, or a body that broke off. `message` holds no header and no URL query. */
export class TransportError extends Schema.TaggedError<TransportError>()("TransportError", {
  /** `connect`: no connection stood; `reset`: it broke; `aborted`: our own scope was closed. */
  kind: Schema.Literals(["connect", "connect_timeout", "reset", "aborted", "invalid"]),
  message: Schema.String,
  /** The system's code, `ECONNREFUSED` for one. */
  code: Schema.optionalKey(Schema.String)
}) {}

/**
 * The smallest thing that sends a request: status, headers, and a body pulled per network read. It does not
 * retry, follow redirects, decode, trace or time out by itself. The scope of a request owns its socket.
 */
export class Transport extends Context.Service<
  Transport,
  {
    readonly send: (
      request: TransportRequest
    ) => Effect.Effect<TransportResponse, TransportError, Scope.Scope>
  }
>()("@turnout/wire/Transport") {}
