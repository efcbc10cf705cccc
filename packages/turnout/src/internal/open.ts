import type { RouterError } from "@turnout/core/RouterError"
import * as Calls from "@turnout/fetch/Calls"
import * as FetchDoor from "@turnout/fetch/FetchDoor"
import { Router } from "@turnout/router/Router"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Doors, requestId } from "./Doors.ts"

/** What a host says of the doors themselves. */
export type Options = Omit<FetchDoor.Options, "requestId" | "authenticate">

export const layer = (options: Options): Layer.Layer<Doors, RouterError, Router> =>
  Layer.effect(
    Doors,
    Effect.gen(function* () {
      const door = yield* FetchDoor.make({ ...options, requestId })
      return { router: yield* Router, calls: yield* Calls.make, door }
    })
  )
