import { Catalog } from "@turnout/core/Catalog"
import * as Failure from "@turnout/core/Failure"
import * as Price from "@turnout/core/Price"
import * as ProviderRegistry from "@turnout/core/ProviderRegistry"
import * as Usage from "@turnout/core/Usage"
import type { Observation, Receipt } from "@turnout/router/Receipt"
import { Router } from "@turnout/router/Router"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Layer } from "effect"

const usage = Usage.make({ input: 100, cache_read: 20, output: 10, reasoning: 5 })

/** One vendor that is down, and one that answers. */
export const providers = () => [
  FakeProvider.make({
    id: "azure",
    models: ["m"],
    script: FakeProvider.fail(new Failure.ServerError({ message: "down", status: 500, should_retry: false }))
  }),
  FakeProvider.make({
    id: "mistral",
    models: {
      m: { prices: [{ rates: Price.rates({ input: 1, output: 10 }), source: "test", date: "2026-01-01" }] }
    },
    script: FakeProvider.text("hello", { usage })
  })
]

export const house = (observe: Observation) =>
  Router.layer({ observe }).pipe(
    Layer.provide(
      Layer.mergeAll(
        Layer.empty,
        ...providers().map((each) => ProviderRegistry.register(Effect.succeed(each)))
      )
    ),
    Layer.provide([ProviderRegistry.ProviderRegistry.layer, Catalog.layerEmpty])
  )

export const request = {
  model: "m",
  messages: [{ role: "user", content: "a secret question" }],
  temperature: 0.5,
  max_tokens: 50,
  gateway: { routing: { order: ["azure", "mistral"] }, metadata: { tags: ["nightly"], user_id: "u1" } }
} as const

/** The receipt of a call that failed over. */
export const receiptOf = (asked: object = request, bodies = false): Effect.Effect<Receipt> => {
  const receipts: Array<Receipt> = []
  return Effect.gen(function* () {
    const router = yield* Router
    yield* Effect.ignore(router.chat(asked as typeof request))
    return receipts[0]!
  }).pipe(Effect.provide(house({ bodies, receipt: (receipt) => void receipts.push(receipt) })), Effect.orDie)
}
