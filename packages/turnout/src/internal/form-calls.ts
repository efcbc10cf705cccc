import type { RouterError } from "@turnout/core/RouterError"
import type { Identity } from "@turnout/router/Principal"
import * as Effect from "effect/Effect"
import type { CallOptions } from "../Calls.ts"
import * as Caller from "./Caller.ts"
import type { Doors } from "./Doors.ts"

/** One call of another API than chat's, and what it is made with. */
export interface Asked {
  readonly doors: Doors["Service"]
  readonly request: unknown
  readonly options: Identity | undefined
  readonly signal: CallOptions["signal"]
  readonly caller: Caller.Caller
}

/** The calls of an API, by name. */
export interface Asking {
  readonly [kind: string]: (asked: Asked) => Effect.Effect<unknown, RouterError>
}

export type Made = (
  caller: Caller.Caller,
  given: CallOptions | undefined,
  use: (
    doors: Doors["Service"],
    options: Identity | undefined,
    signal: CallOptions["signal"]
  ) => Effect.Effect<unknown, RouterError>
) => Promise<unknown>

/** One kind of call, whose code is loaded with the first. */
export const asked = (load: () => Promise<Asking>, kind: string, call: Made) => {
  const door = (request: unknown, given?: CallOptions): Promise<unknown> => {
    const caller = Caller.of(door)
    return call(caller, given, (doors, options, signal) =>
      Effect.flatMap(Effect.promise(load), (loaded) =>
        loaded[kind]!({ doors, request, options, signal, caller })
      )
    )
  }
  return door
}
