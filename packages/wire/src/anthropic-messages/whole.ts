import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { JsonObject } from "@turnout/core/Json"
import * as ErrorBody from "../internal/error-body.ts"
import type { CostField } from "../internal/stated-cost.ts"
import * as Failures from "./failure.ts"
import { isFields } from "./read.ts"
import { start } from "./state.ts"
import * as Step from "./step.ts"

/** A unary reply as the stream that it might have been. */
export const whole = (
  json: unknown,
  costs: ReadonlyArray<CostField> = []
): ReadonlyArray<Event> | Failure => {
  const isAnswer = isFields(json) && Array.isArray(json["content"])
  if (isFields(json) && (json["type"] === "error" || ErrorBody.isError(json as JsonObject, isAnswer))) {
    return Failures.ofFrame(json)
  }
  if (!isAnswer) return Failures.malformed("whole", "The answer is not a message of this family.")
  const state = start(costs)
  const events: Array<Event> = []
  return Step.message(state, json, events) ?? events
}
