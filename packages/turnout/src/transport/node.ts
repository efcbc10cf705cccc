import { layerUndici } from "@turnout/transport-undici/TransportUndici"
import type { Downloads, Options } from "@turnout/wire/Downloads"
import { Transport } from "@turnout/wire/Transport"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { lazily } from "../internal/lazily.ts"

/** undici itself is loaded by `ready`, before the first attempt: a router that only plans does not pay for it. */
export const layer: Layer.Layer<Transport> = Layer.effect(
  Transport,
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    let loaded: Transport["Service"] | undefined
    const load = yield* Effect.cached(
      Effect.map(Layer.buildWithScope(layerUndici(), scope), (context) => {
        loaded = Context.get(context, Transport)
        return loaded
      })
    )
    return {
      ready: Effect.suspend(() => (loaded === undefined ? Effect.asVoid(load) : Effect.void)),
      send: (request) =>
        loaded === undefined
          ? Effect.flatMap(load, (transport) => transport.send(request))
          : loaded.send(request)
    }
  })
)

/** Images from the public internet, over connections of its own. */
export const layerDownloads = (options: Options): Layer.Layer<Downloads> =>
  lazily(
    () => Promise.all([import("@turnout/wire/Downloads"), import("@turnout/transport-undici/PublicUndici")]),
    ([Downloads, PublicUndici]) => Layer.provide(Downloads.layer(options), PublicUndici.layerPublic())
  )
