import { assert, describe, it } from "@effect/vitest"
import * as Fit from "@turnout/core/Fit"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { Request } from "@turnout/core/Request"
import { OpenAiCompatible, openaiCompatible } from "@turnout/openai-compatible"
import { layerConfig } from "@turnout/openai-compatible/config"
import { Transport } from "@turnout/wire/Transport"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"

const silent = Layer.succeed(Transport, Transport.of({ send: () => Effect.die("no request leaves here") }))
const baseUrl = "http://localhost:8000/v1"
const request: Request = {
  messages: [{ role: "user", content: "Hi" }],
  stream: false,
  top_k: 40,
  max_completion_tokens: 5
}

describe("a server of one's own", () => {
  it.effect("is open, called custom, and asks for no key unless told otherwise", () =>
    Effect.gen(function* () {
      const provider = yield* OpenAiCompatible.make({ baseUrl })
      assert.deepInclude(provider, { id: "custom", open: true, aliases: [] })
      assert.isUndefined(provider.catalog)
      assert.deepStrictEqual(
        provider.credentials.map(({ key }) => Redacted.value(key)),
        [""]
      )
      assert.deepStrictEqual(provider.endpoints([]), [])
    }).pipe(Effect.provide(silent))
  )

  it.effect("has the models that the host states, with their limits and prices", () =>
    Effect.gen(function* () {
      const provider = yield* OpenAiCompatible.make({
        baseUrl,
        id: "local",
        open: false,
        models: {
          "llama-4": {
            model: "llama-4-70b",
            limits: { context: 8192 },
            price: { input: 0.1, output: 0.2 },
            capabilities: { features: { image: "no" } }
          }
        }
      })
      const [endpoint] = provider.endpoints([])
      assert.deepInclude(endpoint, { id: "local/llama-4", model: "llama-4-70b" })
      assert.deepStrictEqual(endpoint!.facts.limits, { context: 8192 })
      assert.deepStrictEqual(endpoint!.facts.prices[0]?.rates, { input: 100_000, output: 200_000 })
      assert.strictEqual(endpoint!.facts.capabilities.features.image, "no")
      assert.isTrue(endpoint!.facts.listed)
    }).pipe(Effect.provide(silent))
  )

  it.effect("gets what only some servers take, and the caller is told that nobody checked", () =>
    Effect.gen(function* () {
      const provider = yield* OpenAiCompatible.make({ baseUrl, models: { m: {} } })
      const [endpoint] = provider.endpoints([])
      const fitted = Fit.fit(request, endpoint!, provider)
      assert.strictEqual(fitted.request.top_k, 40)
      assert.deepInclude(fitted.ledger[0], { action: "unverified", param: "top_k" })
    }).pipe(Effect.provide(silent))
  )

  it.effect("is spoken to in its own dialect and refuses what the host says it refuses", () =>
    Effect.gen(function* () {
      const provider = yield* OpenAiCompatible.make({
        baseUrl,
        dialect: { renames: { max_completion_tokens: "max_tokens" } },
        capabilities: { params: { top_k: { support: "no" } } }
      })
      const endpoint = provider.passthrough("m")
      const { body } = provider.prepare(Fit.fit(request, endpoint, provider), endpoint)
      assert.deepStrictEqual(body, { model: "m", messages: [{ role: "user", content: "Hi" }], max_tokens: 5 })
    }).pipe(Effect.provide(silent))
  )

  it.effect("stands beside others under an id of its own", () =>
    Effect.gen(function* () {
      const registry = yield* ProviderRegistry
      assert.sameMembers(
        registry.snapshot().providers.map(({ id }) => id),
        ["custom", "second", "env"]
      )
    }).pipe(
      Effect.provide(
        Layer.mergeAll(
          openaiCompatible({ baseUrl }),
          openaiCompatible({ baseUrl, id: "second", apiKey: "k" }),
          OpenAiCompatible.layer({ baseUrl, id: "env" })
        ).pipe(Layer.provideMerge(Layer.merge(ProviderRegistry.layer, silent)))
      )
    )
  )

  it.effect("can be that of the environment", () =>
    Effect.gen(function* () {
      const registry = yield* ProviderRegistry
      const [provider] = registry.snapshot().providers
      assert.deepStrictEqual(
        provider?.credentials.map(({ key }) => Redacted.value(key)),
        ["sk-1"]
      )
    }).pipe(
      Effect.provide(
        layerConfig.pipe(
          Layer.provideMerge(Layer.merge(ProviderRegistry.layer, silent)),
          Layer.provide(
            ConfigProvider.layer(
              ConfigProvider.fromEnvRecord({
                OPENAI_COMPATIBLE_BASE_URL: baseUrl,
                OPENAI_COMPATIBLE_API_KEY: "sk-1"
              })
            )
          )
        )
      )
    )
  )
})
