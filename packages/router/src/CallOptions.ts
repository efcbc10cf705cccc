import * as RouterError from "@turnout/core/RouterError"
import * as Result from "effect/Result"
import type { CallOptions } from "./Principal.ts"

/**
 * What a host gave beside a request, read once: every getter is asked in here and nowhere else. A wrong option is an
 * `InvalidRequestError` that names it, before anything is sent. Never throws.
 */
export const read = <Options extends CallOptions>(
  given: Options | null | undefined
): Result.Result<Options, RouterError.RouterError> => {
  try {
    if (given === undefined || given === null) return Result.succeed({} as Options)
    if (typeof given !== "object") return wrong("options", "an object")
    const options = { ...given } as Options & { readonly signal?: unknown }
    const { principal, routing_events: events, signal } = options
    if (!isAbsent(signal) && !isSignal(signal)) return wrong("options.signal", "an AbortSignal")
    if (!isAbsent(events) && typeof events !== "boolean") return wrong("options.routing_events", "a boolean")
    if (isAbsent(principal)) return Result.succeed(options)
    if (typeof principal !== "object") return wrong("options.principal", "an object")
    const copy = { ...principal }
    for (const name of names) {
      if (!isAbsent(copy[name]) && typeof copy[name] !== "string")
        return wrong(`options.principal.${name}`, "a string")
    }
    const { rate_limit_rpm: rpm } = copy
    if (!isAbsent(rpm) && !(typeof rpm === "number" && rpm >= 0)) {
      return wrong("options.principal.rate_limit_rpm", "a number of 0 or more")
    }
    return Result.succeed({ ...options, principal: copy })
  } catch {
    return Result.fail(
      RouterError.make("invalid_request", "The options of the call could not be read.", { param: "options" })
    )
  }
}

const names = ["user_id", "workspace_id", "api_key_id", "tier"] as const

const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined

/** By what is used of it: a signal of another realm is one too. */
export const isSignal = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null) return false
  const { aborted, addEventListener, removeEventListener } = value as Partial<AbortSignal>
  return (
    typeof aborted === "boolean" &&
    typeof addEventListener === "function" &&
    typeof removeEventListener === "function"
  )
}

const wrong = (param: string, expected: string): Result.Failure<never, RouterError.RouterError> => {
  const message = `Invalid '${param}': expected ${expected}.`
  const violation = { param, code: "invalid_parameter_value", message } as const
  return Result.fail(
    RouterError.make(violation.code, message, { param, violations: [violation] })
  ) as Result.Failure<never, RouterError.RouterError>
}
