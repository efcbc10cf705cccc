import { because, type Failure, isFailure } from "@turnout/core/Failure"

export interface Changes {
  readonly message?: string
  readonly status?: number
  readonly code?: string
  readonly provider_message?: string
  readonly param?: string
  readonly retry_after_ms?: number
  readonly should_retry?: boolean
  readonly request_id?: string
}

/** The same failure with other fields. */
export const amend = (failure: Failure, changes: Changes): Failure => {
  if (Object.keys(changes).length === 0) return failure
  // `message` is an error's own, not enumerable, property.
  const fields = Object.assign({ message: failure.message }, failure, changes)
  const copy: unknown = Reflect.construct(failure.constructor, [fields])
  return isFailure(copy) ? because(copy, failure.cause) : failure
}
