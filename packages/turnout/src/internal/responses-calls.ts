import type { Responses } from "../Responses.ts"
import { asked, type Made } from "./form-calls.ts"

const load = () => import("./responses.ts")

/** The calls of `router.responses`, and the plan of one. */
export const responsesCalls = (call: Made) => ({
  responses: { create: asked(load, "create", call), stream: asked(load, "stream", call) } as Responses,
  plan: asked(load, "plan", call)
})

/** Of the two APIs that can be planned, the one that asks by `input`. */
export const isResponses = (request: object): boolean => {
  try {
    return "input" in request && !("messages" in request)
  } catch {
    return false
  }
}
