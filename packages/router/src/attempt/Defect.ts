import { type Failure, isFailure, thrown } from "@turnout/core/Failure"
import * as Cause from "effect/Cause"

const message =
  "The provider's own code, its protocol or the transport threw an error: see the error's cause."

/** The failure of an attempt; undefined if it was interrupted. */
export const failureOf = (cause: Cause.Cause<Failure>): Failure | undefined => {
  const failure = Cause.findErrorOption(cause)
  // A provider may fail with anything: what is no failure of an attempt is as good as thrown.
  if (failure._tag === "Some") {
    return isFailure(failure.value) ? failure.value : thrown(message, "defect", failure.value)
  }
  return Cause.hasInterrupts(cause) || !Cause.hasDies(cause)
    ? undefined
    : thrown(message, "defect", Cause.squash(cause))
}
