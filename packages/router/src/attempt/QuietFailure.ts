import { type Failure, isFailure } from "@turnout/core/Failure"

/** A failure without the words of its vendor, which may quote the question: for a caller who keeps that out of logs. */
export const withoutWords = (failure: Failure): Failure => {
  if (failure.provider_message === undefined) return failure
  // `message` is an error's own, not enumerable, property.
  const { provider_message: _, ...fields } = Object.assign({ message: failure.message }, failure)
  const copy: unknown = Reflect.construct(failure.constructor, [fields])
  return isFailure(copy) ? copy : failure
}
