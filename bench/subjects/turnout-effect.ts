/** Turnout through Effect, as a host composes it: undici, the catalog, ten accounts; answers run by one runtime. */
import type * as Catalog from "@turnout/catalog/Catalog"
import type * as Registry from "@turnout/core/ProviderRegistry"
import type * as OpenAi from "@turnout/openai/OpenAi"
import type * as RouterModule from "@turnout/router/Router"
import type * as Undici from "@turnout/transport-undici/TransportUndici"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Stream from "effect/Stream"
import { load } from "../installed.ts"
import { request, type Subject } from "../workload.ts"
import * as Parts from "./turnout/parts.ts"

export const make = async (origin: string): Promise<Subject> => {
  const { Router } = await load<typeof RouterModule>("@turnout/router/Router")
  const { ProviderRegistry } = await load<typeof Registry>("@turnout/core/ProviderRegistry")
  const { layer: openai } = await load<typeof OpenAi>("@turnout/openai/OpenAi")
  const { layer: catalog } = await load<typeof Catalog>("@turnout/catalog/Catalog")
  const { layerUndici } = await load<typeof Undici>("@turnout/transport-undici/TransportUndici")
  const accounts = Parts.accounts(origin).map(openai)
  const runtime = ManagedRuntime.make(
    Router.layer({ include: Parts.include }).pipe(
      Layer.provide(accounts.reduce((all, each) => Layer.merge(all, each))),
      Layer.provide([ProviderRegistry.layer, catalog, layerUndici()])
    )
  )
  const { chat, chatStream } = await runtime.runPromise(Router)
  return {
    unary: () =>
      runtime.runPromise(
        Effect.map(chat(request), ({ choices, routing_metadata }) => {
          Parts.check(routing_metadata)
          return choices[0]?.message.content ?? ""
        })
      ),
    stream: () =>
      runtime.runPromise(
        Stream.runFold(
          chatStream(request),
          () => 0,
          (characters, { choices, routing_metadata }) => {
            if (routing_metadata !== undefined) Parts.check(routing_metadata)
            return characters + (choices[0]?.delta.content?.length ?? 0)
          }
        )
      ),
    close: () => runtime.dispose()
  }
}
