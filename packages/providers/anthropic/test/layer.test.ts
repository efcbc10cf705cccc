import { assert, describe, it } from "@effect/vitest"
import { Anthropic } from "@turnout/anthropic"
import { layerConfig } from "@turnout/anthropic/config"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { layerFetch } from "@turnout/wire/TransportFetch"
import { ConfigProvider, Effect, Layer } from "effect"

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
