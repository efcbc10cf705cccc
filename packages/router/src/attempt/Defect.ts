import { type Failure, MalformedResponse } from "@turnout/core/Failure"
import * as Cause from "effect/Cause"

/** What a thrown error of a provider is to its attempt; its own words may hold anything, so no JSON shows them. */
const defective = (defect: unknown): Failure =>
  Object.defineProperty(
    new MalformedResponse({ message: "The provider broke down.", rule: "defect" }),
    "cause",
    {
      value: defect,
      enumerable: false,
      configurable: true,
      writable: true
    }
  )

/** Why an attempt did not answer; undefined where it was interrupted. */
export const failureOf = (cause: Cause.Cause<Failure>): Failure | undefined => {
  const failure = Cause.findErrorOption(cause)
  if (failure._tag === "Some") return failure.value
  return Cause.hasInterrupts(cause) || !Cause.hasDies(cause) ? undefined : defective(Cause.squash(cause))
}
