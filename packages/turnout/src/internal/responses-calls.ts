import type { RouterError } from "@turnout/core/RouterError"
import type { Identity } from "@turnout/router/Principal"
import * as Effect from "effect/Effect"
import type { CallOptions } from "../Calls.ts"
import type { Responses } from "../Responses.ts"
import * as Caller from "./Caller.ts"
import type { Doors } from "./Doors.ts"
import type * as Loaded from "./responses.ts"

type Made = (
  caller: Caller.Caller,
  given: CallOptions | undefined,
  use: (
    doors: Doors["Service"],
    options: Identity | undefined,
    signal: CallOptions["signal"]
  ) => Effect.Effect<unknown, RouterError>
) => Promise<unknown>

/** One kind of call in Responses, whose code is loaded with the first. */
const asked = (kind: keyof typeof Loaded, call: Made) => {
  const door = (request: unknown, given?: CallOptions): Promise<unknown> => {
    const caller = Caller.of(door)
    return call(caller, given, (doors, options, signal) =>
      Effect.flatMap(
        Effect.promise(() => import("./responses.ts")),
        (loaded): Effect.Effect<unknown, RouterError> =>
          loaded[kind]({ doors, request, options, signal, caller })
      )
    )
  }
  return door
}

/** The calls of `router.responses`, and the plan of one. */
export const responsesCalls = (call: Made) => ({
  responses: { create: asked("create", call), stream: asked("stream", call) } as Responses,
  plan: asked("plan", call)
})

/** Of the two APIs that can be planned, the one that asks by `input`. */
export const isResponses = (request: object): boolean => {
  try {
    return "input" in request && !("messages" in request)
  } catch {
    return false
  }
}
