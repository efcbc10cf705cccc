import * as RouterError from "@turnout/core/RouterError"
import * as Cause from "effect/Cause"

/** What a call meets whose router was closed, before it or under it. */
export const closed = (): RouterError.RouterError =>
  RouterError.make("service_unavailable", "The router was closed.")

/** A failure that no type foretold. Its own words may hold anything, so they stand in `cause` alone, which is not printed as JSON. */
export const unexpected = (
  defect: unknown,
  message = "The router failed unexpectedly."
): RouterError.RouterError => RouterError.because(RouterError.make("internal_error", message), defect)

/** Every way in which a call can end badly, as the one error type. Interruption is the closing of its owner. */
export const fromCause = (cause: Cause.Cause<unknown>): RouterError.RouterError => {
  const error = Cause.squash(cause)
  if (RouterError.isRouterError(error)) return error
  return Cause.hasInterruptsOnly(cause) ? closed() : unexpected(error)
}
