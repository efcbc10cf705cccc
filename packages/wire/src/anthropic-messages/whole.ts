import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { CostField } from "../internal/stated-cost.ts"
import * as Failures from "./failure.ts"
import { isFields } from "./read.ts"
import * as Step from "./step.ts"

/** A unary reply as the stream that it might have been. */
export const whole = (
  json: unknown,
  costs: ReadonlyArray<CostField> = []
): ReadonlyArray<Event> | Failure => {
  if (isFields(json) && json["type"] === "error") return Failures.ofFrame(json)
  const content = isFields(json) ? json["content"] : undefined
  if (!isFields(json) || !Array.isArray(content)) {
    return Failures.malformed("whole", "The answer is not a message of this family.")
  }
  const state = Step.start(costs)
  const events: Array<Event> = []
  Step.begin(state, json, events)
  for (const [index, block] of content.entries()) {
    Step.openBlock(state, index, block, events)
    Step.closeBlock(state, index, events)
  }
  Step.conclude(state, json["stop_reason"], json["usage"], events)
  Step.finish(state, events)
  return events
}
