import type { RouterError } from "@turnout/core/RouterError"
import { layerUndici, load } from "@turnout/transport-undici/TransportUndici"
import type { Downloads, Options } from "@turnout/wire/Downloads"
import { type Send, Transport } from "@turnout/wire/Transport"
import { layerFetch } from "@turnout/wire/TransportFetch"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { LogToStderr } from "effect/References"
import type { TransportOptions } from "../internal/TransportOptions.ts"
import { lazily } from "../internal/lazily.ts"

/**
 * undici itself is loaded by `ready`, before the first attempt: a router that only plans does not pay for it. Where it
 * cannot be loaded, as from some bundles, requests go over `fetch`, and that is logged.
 */
export const layer = (options: TransportOptions): Layer.Layer<Transport> =>
  Layer.effect(
    Transport,
    Effect.gen(function* () {
      const scope = yield* Effect.scope
      let loaded: Transport["Service"] | undefined
      const load = yield* Effect.cached(
        Effect.map(Layer.buildWithScope(usable(options), scope), (context) => {
          loaded = Context.get(context, Transport)
          return loaded
        })
      )
      const send: Send = (request) =>
        loaded === undefined
          ? Effect.flatMap(load, (transport) => transport.send(request))
          : loaded.send(request)
      return {
        ready: Effect.suspend(() => (loaded === undefined ? Effect.asVoid(load) : Effect.void)),
        // Undefined as long as it is not loaded, and where that failed.
        send: Object.assign(send, {
          exchange: ((request, listener) =>
            loaded?.send.exchange?.(request, listener)) satisfies Send["exchange"]
        })
      }
    })
  )

/** A configured proxy must not be ignored by another transport. */
const usable = (options: TransportOptions): Layer.Layer<Transport> =>
  Layer.unwrap(
    Effect.match(load, {
      onSuccess: () => layerUndici(options),
      onFailure: (error) =>
        options.proxy === undefined
          ? Layer.tap(layerFetch, () => told(error))
          : Layer.effect(Transport, Effect.die(error))
    })
  )

const told = (error: RouterError) =>
  Effect.logWarning(`${error.message} Requests go over fetch instead, which is slower.`, error.cause).pipe(
    Effect.provideService(LogToStderr, true)
  )

/** Images from the public internet, over connections of its own. */
export const layerDownloads = (options: Options): Layer.Layer<Downloads, RouterError> =>
  lazily(
    () => Promise.all([import("@turnout/wire/Downloads"), import("@turnout/transport-undici/PublicUndici")]),
    ([Downloads, PublicUndici]) => Layer.provide(Downloads.layer(options), PublicUndici.layerPublic())
  )
