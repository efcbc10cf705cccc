import type { Downloads, Options } from "@turnout/wire/Downloads"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export { layerFetch as layer } from "@turnout/wire/TransportFetch"

/** `fetch` does not say where it connects, so nothing keeps it out of the host's own network. */
export const layerDownloads = (_options: Options): Layer.Layer<Downloads, Error> =>
  Layer.unwrap(
    Effect.fail(
      new Error(
        "Images are fetched on Node alone; elsewhere give `download` a layer over a transport that knows where it connects."
      )
    )
  )
