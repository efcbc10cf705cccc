import * as RouterError from "@turnout/core/RouterError"
import * as CallError from "@turnout/fetch/CallError"
import * as Cause from "effect/Cause"

/** A router that could not be built: the host's mistakes, so the message says which. */
export const unbuilt = (cause: Cause.Cause<unknown>): RouterError.RouterError => {
  if (Cause.hasInterruptsOnly(cause)) return CallError.closed()
  const errors = cause.reasons.flatMap((reason) =>
    Cause.isFailReason(reason) ? [reason.error] : Cause.isDieReason(reason) ? [reason.defect] : []
  )
  const [first = Cause.squash(cause), ...more] = errors
  if (more.length === 0 && RouterError.isRouterError(first)) return first
  if (errors.every(RouterError.isRouterError)) {
    const message = errors.map((error) => error.message).join("\n")
    const { code, param, provider } = errors[0]!
    const violations = errors.flatMap((error) => error.violations)
    const made = RouterError.make(code, message, {
      param,
      violations,
      ...(provider === undefined ? {} : { provider })
    })
    return RouterError.because(made, new AggregateError(errors, message))
  }
  const why = errors.map((error) => (hasMessage(error) ? error.message : "a layer failed.")).join("\n")
  return CallError.unexpected(
    more.length === 0 ? first : new AggregateError(errors, why),
    `The router could not be built: ${why}`
  )
}

/** A `ConfigError` is no `Error`. */
const hasMessage = (error: unknown): error is { readonly message: string } =>
  typeof error === "object" && error !== null && "message" in error && typeof error.message === "string"
