import * as Schema from "effect/Schema"

/** The timer that expired, or `vendor` for a 408 or 504. */
export type Timer = "connect" | "first_token" | "stall" | "attempt" | "share" | "deadline" | "vendor"

const fields = {
  /** Description without secrets and without the vendor's name. */
  message: Schema.String,
  /** HTTP status, or the equivalent of the vendor's code if it came within a stream. */
  status: Schema.optionalKey(Schema.Int),
  /** The vendor's code or type. */
  code: Schema.optionalKey(Schema.String),
  /** The vendor's message, truncated. */
  provider_message: Schema.optionalKey(Schema.String),
  /** The parameter that the vendor names. */
  param: Schema.optionalKey(Schema.String),
  /** The vendor's stated wait in milliseconds. */
  retry_after_ms: Schema.optionalKey(Schema.Finite),
  /** Whether the vendor asks for a retry or forbids it (`false`). */
  should_retry: Schema.optionalKey(Schema.Boolean),
  /** Id of the classification rule that matched. */
  rule: Schema.optionalKey(Schema.String),
  /** The vendor's id of the request. */
  request_id: Schema.optionalKey(Schema.String)
}

export class InvalidRequest extends Schema.TaggedError<InvalidRequest>()("InvalidRequest", fields) {}
export class ContextLengthExceeded extends Schema.TaggedError<ContextLengthExceeded>()(
  "ContextLengthExceeded",
  {
    ...fields,
    limit: Schema.optionalKey(Schema.Finite),
    got: Schema.optionalKey(Schema.Finite)
  }
) {}
export class ContentFiltered extends Schema.TaggedError<ContentFiltered>()("ContentFiltered", fields) {}
export class Unsupported extends Schema.TaggedError<Unsupported>()("Unsupported", fields) {}
export class AuthenticationFailed extends Schema.TaggedError<AuthenticationFailed>()(
  "AuthenticationFailed",
  fields
) {}
export class PermissionDenied extends Schema.TaggedError<PermissionDenied>()("PermissionDenied", fields) {}
export class QuotaExhausted extends Schema.TaggedError<QuotaExhausted>()("QuotaExhausted", fields) {}
export class ModelNotFound extends Schema.TaggedError<ModelNotFound>()("ModelNotFound", fields) {}
export class RateLimited extends Schema.TaggedError<RateLimited>()("RateLimited", fields) {}
export class Overloaded extends Schema.TaggedError<Overloaded>()("Overloaded", fields) {}
export class ServerError extends Schema.TaggedError<ServerError>()("ServerError", fields) {}
export class ConnectionFailed extends Schema.TaggedError<ConnectionFailed>()("ConnectionFailed", {
  ...fields,
  /** A reused connection that the server had closed: says nothing about the endpoint. */
  stale: Schema.optionalKey(Schema.Boolean)
}) {}
export class TimedOut extends Schema.TaggedError<TimedOut>()("TimedOut", {
  ...fields,
  timer: Schema.Literals(["connect", "first_token", "stall", "attempt", "share", "deadline", "vendor"])
}) {}
export class MalformedResponse extends Schema.TaggedError<MalformedResponse>()("MalformedResponse", fields) {}
export class StreamTruncated extends Schema.TaggedError<StreamTruncated>()("StreamTruncated", fields) {}

/**
 * Nothing of the vendor's: code of this process threw (a provider, a protocol, a transport), or could not send what the
 * host configured. What was thrown stands in `cause`, which no JSON shows. The endpoint has done nothing.
 */
export class InternalError extends Schema.TaggedError<InternalError>()("InternalError", fields) {}

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

const classes = {
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

/** Schema of any failure, for logs and recorded decisions. */
export const Failure = Schema.Union(Object.values(classes))

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
