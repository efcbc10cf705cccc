import { type Failure, thrown } from "@turnout/core/Failure"
import * as Cause from "effect/Cause"

const message =
  "The provider's own code, its protocol or the transport threw an error: see the error's cause."

/** The failure of an attempt; undefined if it was interrupted. */
export const failureOf = (cause: Cause.Cause<Failure>): Failure | undefined => {
  const failure = Cause.findErrorOption(cause)
  if (failure._tag === "Some") return failure.value
  return Cause.hasInterrupts(cause) || !Cause.hasDies(cause)
    ? undefined
    : thrown(message, "defect", Cause.squash(cause))
}
