import { misconfigured } from "@turnout/core/Options"
import type { Downloads, Options } from "@turnout/wire/Downloads"
import { Transport } from "@turnout/wire/Transport"
import { layerFetch } from "@turnout/wire/TransportFetch"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { TransportOptions } from "../internal/TransportOptions.ts"

/** Over the runtime's `fetch`. Bun's goes through the proxies of the environment by itself. */
export const layer = ({ proxy }: TransportOptions): Layer.Layer<Transport, unknown> =>
  proxy === undefined || "Bun" in globalThis
    ? layerFetch
    : Layer.effect(Transport, Effect.fail(misconfigured([noProxy])))

const noProxy = {
  param: "proxy",
  code: "invalid_parameter_value",
  message:
    "Proxies of the environment are used on Node and Bun alone; elsewhere give `transport` a layer that uses one."
} as const

/** `fetch` does not say where it connects, so nothing keeps it out of the host's own network. */
export const layerDownloads = (_options: Options): Layer.Layer<Downloads, unknown> =>
  Layer.unwrap(Effect.fail(misconfigured([noDownloads])))

const noDownloads = {
  param: "download",
  code: "invalid_parameter_value",
  message:
    "Images are fetched on Node alone; elsewhere give `download` a layer over a transport that knows where it connects."
} as const
