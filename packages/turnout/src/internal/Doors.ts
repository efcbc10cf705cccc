import type * as Calls from "@turnout/fetch/Calls"
import type * as FetchDoor from "@turnout/fetch/FetchDoor"
import type { Router } from "@turnout/router/Router"
import type { Reporting } from "@turnout/state/Reporting"
import * as Context from "effect/Context"
import type * as AnswerStream from "../AnswerStream.ts"

export const requestId = (): string => globalThis.crypto.randomUUID()

/** The doors of a built router. A separate layer, so that calls end before their dependencies are released. */
export class Doors extends Context.Service<
  Doors,
  {
    readonly router: Router["Service"]
    readonly calls: Calls.Calls
    readonly door: FetchDoor.FetchDoor
    /** Hands the parts of a streamed answer out. */
    readonly stream: typeof AnswerStream.make
    readonly reports: Reporting
  }
>()("turnout/Doors") {}
