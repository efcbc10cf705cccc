import type { Draft } from "./Draft.ts"
import type { Plan } from "../Plan.ts"
import type { Additions } from "../memory/Additions.ts"
import * as Step from "../attempt/Step.ts"

/** All steps of a draft, fitted. Nothing is sent. */
export const planOf = (draft: Draft, { refusedBy }: Additions): Plan => {
  const steps: Array<Plan["steps"][number]> = []
  const { request } = draft.normalized
  for (let position = 0; position < draft.size; position++) {
    const each = draft.step(position)
    if (each !== undefined) steps.push(Step.toPlan(each, request, refusedBy(each.candidate.endpoint.id)))
  }
  return { decision: draft.decision(), steps, warnings: draft.warnings }
}
