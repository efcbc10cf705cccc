import * as Data from "effect/Data"

/** The timer that expired, or `vendor` for a 408 or 504. */
export type Timer = "connect" | "first_token" | "stall" | "attempt" | "share" | "deadline" | "vendor"

/** The fields of every failure. */
export interface Fields {
  /** Description without secrets and without the vendor's name. */
  readonly message: string
  /** HTTP status, or the equivalent of the vendor's code if it came within a stream. */
  readonly status?: number
  /** The vendor's code or type. */
  readonly code?: string
  /** The vendor's message, truncated. */
  readonly provider_message?: string
  /** The parameter that the vendor names. */
  readonly param?: string
  /** The vendor's stated wait in milliseconds. */
  readonly retry_after_ms?: number
  /** Whether the vendor asks for a retry or forbids it (`false`). */
  readonly should_retry?: boolean
  /** Id of the classification rule that matched. */
  readonly rule?: string
  /** The vendor's id of the request. */
  readonly request_id?: string
}

interface LengthFields extends Fields {
  readonly limit?: number
  readonly got?: number
}

interface ConnectionFields extends Fields {
  /** A reused connection that the server had closed: says nothing about the endpoint. */
  readonly stale?: boolean
}

interface TimeoutFields extends Fields {
  readonly timer: Timer
}

export class InvalidRequest extends Data.TaggedError("InvalidRequest")<Fields> {}
export class ContextLengthExceeded extends Data.TaggedError("ContextLengthExceeded")<LengthFields> {}
export class ContentFiltered extends Data.TaggedError("ContentFiltered")<Fields> {}
export class Unsupported extends Data.TaggedError("Unsupported")<Fields> {}
export class AuthenticationFailed extends Data.TaggedError("AuthenticationFailed")<Fields> {}
export class PermissionDenied extends Data.TaggedError("PermissionDenied")<Fields> {}
export class QuotaExhausted extends Data.TaggedError("QuotaExhausted")<Fields> {}
export class ModelNotFound extends Data.TaggedError("ModelNotFound")<Fields> {}
export class RateLimited extends Data.TaggedError("RateLimited")<Fields> {}
export class Overloaded extends Data.TaggedError("Overloaded")<Fields> {}
export class ServerError extends Data.TaggedError("ServerError")<Fields> {}
export class ConnectionFailed extends Data.TaggedError("ConnectionFailed")<ConnectionFields> {}
export class TimedOut extends Data.TaggedError("TimedOut")<TimeoutFields> {}
export class MalformedResponse extends Data.TaggedError("MalformedResponse")<Fields> {}
export class StreamTruncated extends Data.TaggedError("StreamTruncated")<Fields> {}

/**
 * Nothing of the vendor's: code of this process threw (a provider, a protocol, a transport), or could not send what the
 * host configured. What was thrown stands in `cause`, which no JSON shows. The endpoint has done nothing.
 */
export class InternalError extends Data.TaggedError("InternalError")<Fields> {}

/** The failures of an attempt, independent of vendors: where it happened stands in the attempt. */
export type Failure =
  | InvalidRequest
  | ContextLengthExceeded
  | ContentFiltered
  | Unsupported
  | AuthenticationFailed
  | PermissionDenied
  | QuotaExhausted
  | ModelNotFound
  | RateLimited
  | Overloaded
  | ServerError
  | ConnectionFailed
  | TimedOut
  | MalformedResponse
  | StreamTruncated
  | InternalError

export type FailureClass = Failure["_tag"]

/** The classes by tag. */
export const classes = {
  InvalidRequest,
  ContextLengthExceeded,
  ContentFiltered,
  Unsupported,
  AuthenticationFailed,
  PermissionDenied,
  QuotaExhausted,
  ModelNotFound,
  RateLimited,
  Overloaded,
  ServerError,
  ConnectionFailed,
  TimedOut,
  MalformedResponse,
  StreamTruncated,
  InternalError
} satisfies { readonly [tag in FailureClass]: unknown }

export const isFailure = (value: unknown): value is Failure =>
  value instanceof Error && Object.hasOwn(classes, (value as { readonly _tag?: string })._tag ?? "")

/** The failure of code that threw. Its own words may hold anything, so they stand in `cause` alone. */
export const thrown = (message: string, rule: string, cause?: unknown): InternalError => {
  return because(new InternalError({ message, rule, should_retry: false }), cause)
}

/** An error with what it comes from, where no JSON shows it. */
export const because = <E extends Error>(error: E, cause: unknown): E =>
  cause === undefined
    ? error
    : Object.defineProperty(error, "cause", {
        value: cause,
        enumerable: false,
        configurable: true,
        writable: true
      })
