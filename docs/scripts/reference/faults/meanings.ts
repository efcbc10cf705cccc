import type { FailureClass } from "@turnout/core/Failure"

/** In which case a failure is of this class, for people. */
export const meanings: { readonly [failure in FailureClass]: string } = {
  InvalidRequest: "the vendor refuses the request as the caller's fault: 400, 413, 422",
  ContextLengthExceeded: "the prompt is larger than the window",
  ContentFiltered: "a filter stopped the prompt, or the answer before its first word",
  Unsupported: "the endpoint refuses a parameter or a kind of input",
  AuthenticationFailed: "401: the key is wrong",
  PermissionDenied: "403: the key may not",
  QuotaExhausted: "402, or a code that says that the account is empty",
  ModelNotFound: "404, 410: the vendor does not serve the model",
  RateLimited: "429",
  Overloaded: "503, 529, or a code that says so inside a 200",
  ServerError: "any other 5xx",
  ConnectionFailed: "no connection stood, or it broke before the first byte",
  TimedOut: "one of our timers ran out, or the vendor says 408 or 504",
  MalformedResponse: "not JSON, of the wrong shape, or a broken frame",
  StreamTruncated: "the answer ended without its protocol's own terminal event",
  InternalError:
    "no fault of the vendor's: code of this process threw, or could not send what the host configured"
}
