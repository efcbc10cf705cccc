import { assert, describe, it } from "@effect/vitest"
import { Anthropic, anthropic } from "@turnout/anthropic"
import { layerConfig } from "@turnout/anthropic/config"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { Transport } from "@turnout/wire/Transport"
import { layerFetch } from "@turnout/wire/TransportFetch"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"

const silent = Layer.succeed(Transport, Transport.of({ send: () => Effect.die("no request leaves here") }))
const environment = (record: { readonly [name: string]: string }) =>
  ConfigProvider.layer(ConfigProvider.fromEnvRecord(record))

const registered = Effect.map(ProviderRegistry, (registry) => registry.snapshot().providers)

/** Asks the one provider that is registered, and gives the types of the events that come back. */
const ask = Effect.gen(function* () {
  const [provider] = yield* registered
  const endpoint = provider!.passthrough("claude-sonnet-4-5")
  const request = { messages: [{ role: "user" as const, content: "Hi" }], stream: false }
  const prepared = provider!.prepare({ request, ledger: [] }, endpoint)
  const options = { connect_timeout_ms: 1000, now: 0 }
  const reply = yield* provider!.run(prepared, endpoint, provider!.credentials[0]!, options)
  const types: Array<string> = []
  for (let read = yield* reply.read; read !== undefined; read = yield* reply.read) {
    types.push(...read.map(({ type }) => type))
  }
  return types
}).pipe(Effect.scoped)

const answer = ScriptedHttp.json({
  id: "msg_1",
  content: [{ type: "text", text: "Hi" }],
  stop_reason: "end_turn"
})

describe("Anthropic's layers", () => {
  it.effect("register the account for as long as they live", () =>
    Effect.gen(function* () {
      const ids = Effect.map(registered, (providers) => providers.map(({ id }) => id))
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* Layer.build(
            Layer.mergeAll(Anthropic.layer({ apiKey: "a" }), anthropic({ apiKey: "b", id: "anthropic-eu" }))
          )
          assert.sameMembers(yield* ids, ["anthropic", "anthropic-eu"])
        })
      )
      assert.deepStrictEqual(yield* ids, [])
    }).pipe(Effect.provide([ProviderRegistry.layer, silent]))
  )

  it.effect("read the key of the environment where the options have none", () =>
    Effect.gen(function* () {
      const [provider] = yield* registered
      assert.strictEqual(provider!.id, "anthropic-eu")
      const keys = provider!.credentials.map(({ key }) => Redacted.value(key))
      assert.deepStrictEqual(keys, ["sk-env"])
    }).pipe(
      Effect.provide(
        anthropic({ id: "anthropic-eu" }).pipe(
          Layer.provideMerge(Layer.merge(ProviderRegistry.layer, silent)),
          Layer.provide(environment({ ANTHROPIC_API_KEY: "sk-env" }))
        )
      )
    )
  )

  it.effect("fail as a mistake of configuration where there is no key", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Layer.build(layerConfig))
      assert.deepInclude(error, { code: "internal_error", provider: "anthropic", param: "apiKey" })
      assert.include(error.message, "ANTHROPIC_API_KEY")
    }).pipe(Effect.provide([ProviderRegistry.layer, silent, environment({})]))
  )

  it.effect("keep keys in the order to try, and out of everything printable", () =>
    Effect.gen(function* () {
      const provider = yield* Anthropic.make({ apiKey: ["sk-one", Redacted.make("sk-two")] })
      const keys = provider.credentials.map(({ key }) => Redacted.value(key))
      assert.deepStrictEqual(keys, ["sk-one", "sk-two"])
      assert.notInclude(JSON.stringify(provider) + String(provider.credentials[0]!.key), "sk-")
    }).pipe(Effect.provide(silent))
  )

  it.live("send key and version to the address of the environment, with or without its /v1", () =>
    Effect.gen(function* () {
      const server = yield* ScriptedHttp.make([answer, answer])
      for (const path of ["", "/v1/"]) {
        const types = yield* ask.pipe(
          Effect.provide(
            layerConfig.pipe(
              Layer.provideMerge(Layer.merge(ProviderRegistry.layer, layerFetch)),
              Layer.provide(
                environment({ ANTHROPIC_API_KEY: "sk-env", ANTHROPIC_BASE_URL: server.url + path })
              )
            ),
            { local: true }
          )
        )
        assert.deepStrictEqual(types, ["start", "text", "finish", "end"])
      }
      for (const recorded of server.requests) {
        assert.strictEqual(recorded.path, "/v1/messages")
        assert.deepInclude(recorded.headers, {
          "x-api-key": "sk-env",
          "anthropic-version": "2023-06-01",
          "content-type": "application/json"
        })
        assert.notProperty(recorded.headers, "authorization")
        assert.notProperty(recorded.headers, "anthropic-beta")
        assert.deepStrictEqual(JSON.parse(recorded.body), {
          model: "claude-sonnet-4-5",
          max_tokens: 4096,
          messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }]
        })
      }
    })
  )

  it.live("send the version and the betas that the host asks for", () =>
    Effect.gen(function* () {
      const server = yield* ScriptedHttp.make([answer])
      const options = { apiKey: "sk", baseUrl: server.url, version: "2026-10-21", beta: ["a-1", "b-2"] }
      yield* ask.pipe(
        Effect.provide(
          Anthropic.layer(options).pipe(Layer.provideMerge(Layer.merge(ProviderRegistry.layer, layerFetch)))
        )
      )
      assert.deepInclude(server.requests[0]!.headers, {
        "anthropic-version": "2026-10-21",
        "anthropic-beta": "a-1,b-2"
      })
    })
  )
})
