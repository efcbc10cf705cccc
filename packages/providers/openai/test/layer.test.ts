import { assert, describe, it } from "@effect/vitest"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import { layerConfig } from "@turnout/openai/config"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { layerFetch } from "@turnout/wire/TransportFetch"
import { ConfigProvider, Effect, Layer } from "effect"

const environment = (record: { readonly [name: string]: string }) =>
  ConfigProvider.layer(ConfigProvider.fromEnvRecord(record))

describe("OpenAI's layers", () => {
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
