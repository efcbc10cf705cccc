import type { Draft } from "./Draft.ts"
import type { Plan } from "../Plan.ts"
import type { Additions } from "../memory/Additions.ts"
import * as Step from "../attempt/Step.ts"

/** All steps of a draft, fitted. Nothing is sent. */
export const planOf = (
  { decision, normalized, size, step, warnings }: Draft,
  { refusedBy }: Additions
): Plan => {
  const steps: Array<Plan["steps"][number]> = []
  for (let position = 0; position < size; position++) {
    const each = step(position)
    if (each !== undefined)
      steps.push(Step.toPlan(each, normalized.request, refusedBy(each.candidate.endpoint.id)))
  }
  return { decision: decision(), steps, warnings }
}
