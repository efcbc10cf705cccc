import type { RouterError } from "@turnout/core/RouterError"
import * as Calls from "@turnout/fetch/Calls"
import * as FetchDoor from "@turnout/fetch/FetchDoor"
import { type FetchOptions, split } from "@turnout/fetch/FetchOptions"
import { Router } from "@turnout/router/Router"
import { Reports } from "@turnout/state/Reporting"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as AnswerStream from "../AnswerStream.ts"
import { Doors, requestId } from "./Doors.ts"
import { unreported } from "./unreported.ts"

/** Of all that a host says, what is of the doors themselves. */
export const layer = (options: FetchOptions): Layer.Layer<Doors, RouterError, Router> =>
  Layer.effect(
    Doors,
    Effect.gen(function* () {
      const door = yield* FetchDoor.make({ ...split(options).http, requestId })
      const reports = (yield* Reports) ?? unreported
      return { reports, router: yield* Router, calls: yield* Calls.make, door, stream: AnswerStream.make }
    })
  )
