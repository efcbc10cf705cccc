import * as RouterError from "@turnout/core/RouterError"
import * as Cause from "effect/Cause"

/** The error of a call whose router was closed: it never opens again, so that no wait is told. */
export const closed = (): RouterError.RouterError =>
  RouterError.make("service_unavailable", "The router was closed.", { retry_after_ms: "never" })

/** An unexpected failure. Its text may contain anything, so it is only in `cause`, which is not serialised. */
export const unexpected = (
  defect: unknown,
  message = "The router failed unexpectedly."
): RouterError.RouterError => RouterError.because(RouterError.make("internal_error", message), defect)

/** Converts any failure of a call to a `RouterError`. An interruption means that the owner was closed. */
export const fromCause = (cause: Cause.Cause<unknown>): RouterError.RouterError => {
  const error = Cause.squash(cause)
  if (RouterError.isRouterError(error)) return error
  return Cause.hasInterruptsOnly(cause) ? closed() : unexpected(error)
}
