import type { Likely } from "../attempt/Admission.ts"
import type { Draft } from "./Draft.ts"

/** Where the first attempt is made, if its endpoint and key are admitted. */
export const likelyOf = (draft: Draft): Likely | undefined => {
  const step = draft.step(0)
  const [credential] = step?.credentials ?? []
  return step === undefined || credential === undefined
    ? undefined
    : { endpoint: step.candidate.endpoint, owner: credential.owner }
}
