import * as RouterError from "@turnout/core/RouterError"
import * as CallError from "@turnout/fetch/CallError"
import * as Calls from "@turnout/fetch/Calls"
import * as FetchDoor from "@turnout/fetch/FetchDoor"
import { Router } from "@turnout/router/Router"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export const doorOptions: FetchDoor.Options = { requestId: () => globalThis.crypto.randomUUID() }

/** What stands once a router is built. A layer of its own, so that calls end before what they use is taken down. */
export class Doors extends Context.Service<
  Doors,
  {
    readonly router: Context.Service.Shape<typeof Router>
    readonly calls: Calls.Calls
    readonly door: FetchDoor.FetchDoor
  }
>()("turnout/Doors") {
  static readonly layer = Layer.effect(
    Doors,
    Effect.gen(function* () {
      return { router: yield* Router, calls: yield* Calls.make, door: yield* FetchDoor.make(doorOptions) }
    })
  )
}

/** A router that could not be built: the host's mistake, so the message says which. */
export const unbuilt = (cause: Cause.Cause<unknown>): RouterError.RouterError => {
  if (Cause.hasInterruptsOnly(cause)) return CallError.closed()
  const error = Cause.squash(cause)
  if (RouterError.isRouterError(error)) return error
  const why = hasMessage(error) ? error.message : "a layer failed."
  return CallError.unexpected(error, `The router could not be built: ${why}`)
}

/** A `ConfigError` is no `Error`. */
const hasMessage = (error: unknown): error is { readonly message: string } =>
  typeof error === "object" && error !== null && "message" in error && typeof error.message === "string"
