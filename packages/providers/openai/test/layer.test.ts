import { assert, describe, it } from "@effect/vitest"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import { OpenAi, openai } from "@turnout/openai"
import { layerConfig } from "@turnout/openai/config"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { Transport } from "@turnout/wire/Transport"
import { layerFetch } from "@turnout/wire/TransportFetch"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"

const silent = Layer.succeed(Transport, Transport.of({ send: () => Effect.die("no request leaves here") }))
const environment = (record: { readonly [name: string]: string }) =>
  ConfigProvider.layer(ConfigProvider.fromEnvRecord(record))

describe("OpenAI's layers", () => {
  it.effect("register the account for as long as they live", () =>
    Effect.gen(function* () {
      const registry = yield* ProviderRegistry
      const ids = () => registry.snapshot().providers.map(({ id }) => id)
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* Layer.build(
            Layer.mergeAll(OpenAi.layer({ apiKey: "a" }), openai({ apiKey: "b", id: "openai-eu" }))
          )
          assert.sameMembers(ids(), ["openai", "openai-eu"])
        })
      )
      assert.deepStrictEqual(ids(), [])
    }).pipe(Effect.provide([ProviderRegistry.layer, silent]))
  )

  it.effect("read the environment, and options of the host stand over it", () =>
    Effect.gen(function* () {
      const registry = yield* ProviderRegistry
      const [provider] = registry.snapshot().providers
      assert.strictEqual(provider!.id, "openai-eu")
      assert.deepStrictEqual(
        provider!.credentials.map(({ key }) => Redacted.value(key)),
        ["sk-env"]
      )
    }).pipe(
      Effect.provide(
        openai({ id: "openai-eu" }).pipe(
          Layer.provideMerge(Layer.merge(ProviderRegistry.layer, silent)),
          Layer.provide(environment({ OPENAI_API_KEY: "sk-env" }))
        )
      )
    )
  )

  it.effect("fail as a mistake of configuration where there is no key", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Layer.build(layerConfig))
      assert.deepInclude(error, { code: "internal_error", provider: "openai", param: "apiKey" })
      assert.include(error.message, "OPENAI_API_KEY")
    }).pipe(Effect.provide([ProviderRegistry.layer, silent, environment({})]))
  )

  it.effect("keep keys in the order to try, and out of everything printable", () =>
    Effect.gen(function* () {
      const provider = yield* OpenAi.make({ apiKey: ["sk-one", Redacted.make("sk-two")] })
      assert.deepStrictEqual(
        provider.credentials.map(({ id, owner }) => [id, owner]),
        [
          ["openai-1", "platform"],
          ["openai-2", "platform"]
        ]
      )
      assert.notInclude(JSON.stringify(provider) + String(provider.credentials[0]!.key), "sk-")
    }).pipe(Effect.provide(silent))
  )

  it.live("send key, organisation and project to the address of the environment", () =>
    Effect.gen(function* () {
      const server = yield* ScriptedHttp.make([
        ScriptedHttp.json({ id: "x", choices: [{ message: { content: "hi" }, finish_reason: "stop" }] })
      ])
      yield* Effect.gen(function* () {
        const registry = yield* ProviderRegistry
        const [provider] = registry.snapshot().providers
        const endpoint = provider!.passthrough("gpt-4o")
        const request = { messages: [{ role: "user" as const, content: "Hi" }], stream: false }
        const prepared = provider!.prepare({ request, ledger: [] }, endpoint)
        const options = { connect_timeout_ms: 1000, now: 0 }
        const reply = yield* provider!.run(prepared, endpoint, provider!.credentials[0]!, options)
        let last = yield* reply.read
        const types: Array<string> = []
        while (last !== undefined) {
          types.push(...last.map(({ type }) => type))
          last = yield* reply.read
        }
        assert.deepStrictEqual(types, ["start", "text", "finish", "end"])
      }).pipe(
        Effect.scoped,
        Effect.provide(
          layerConfig.pipe(
            Layer.provideMerge(Layer.merge(ProviderRegistry.layer, layerFetch)),
            Layer.provide(
              environment({
                OPENAI_API_KEY: "sk-env",
                OPENAI_BASE_URL: `${server.url}/v1/`,
                OPENAI_ORG_ID: "org-1",
                OPENAI_PROJECT_ID: "proj-1"
              })
            )
          )
        )
      )
      const [recorded] = server.requests
      assert.strictEqual(recorded!.path, "/v1/chat/completions")
      assert.deepInclude(recorded!.headers, {
        authorization: "Bearer sk-env",
        "openai-organization": "org-1",
        "openai-project": "proj-1",
        "content-type": "application/json"
      })
      assert.deepStrictEqual(JSON.parse(recorded!.body), {
        model: "gpt-4o",
        messages: [{ role: "user", content: "Hi" }]
      })
    })
  )
})
