import * as Calls from "@turnout/fetch/Calls"
import * as FetchDoor from "@turnout/fetch/FetchDoor"
import { Router } from "@turnout/router/Router"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Doors, requestId } from "./Doors.ts"

export const layer: Layer.Layer<Doors, never, Router> = Layer.effect(
  Doors,
  Effect.gen(function* () {
    return { router: yield* Router, calls: yield* Calls.make, door: yield* FetchDoor.make({ requestId }) }
  })
)
