import { assert, describe, it } from "@effect/vitest"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import { layerConfig } from "@turnout/google/config"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { layerFetch } from "@turnout/wire/TransportFetch"
import { ConfigProvider, Effect, Layer } from "effect"

const environment = (record: { readonly [name: string]: string }) =>
  ConfigProvider.layer(ConfigProvider.fromEnvRecord(record))

describe("Google's layers", () => {
  it.live(
    "send the key in its header to the host of the environment, each way of answering by its own path",
    () =>
      Effect.gen(function* () {
        const answer = {
          candidates: [{ content: { parts: [{ text: "hi" }] }, finishReason: "STOP" }],
          responseId: "x"
        }
        const chunk = (text: string, finishReason?: string) => ({
          candidates: [
            { content: { parts: [{ text }] }, ...(finishReason === undefined ? {} : { finishReason }) }
          ],
          responseId: "x"
        })
        // Without `alt=sse` a stream is a list: some proxies leave the query out.
        const list = ScriptedHttp.json([chunk("h"), chunk("i", "STOP")])
        const server = yield* ScriptedHttp.make([ScriptedHttp.json(answer), list])
        const ask = Effect.fnUntraced(function* (model: string, stream: boolean) {
          const registry = yield* ProviderRegistry
          const [provider] = registry.snapshot().providers
          const endpoint = provider!.passthrough(model)
          const request = { messages: [{ role: "user" as const, content: "Hi" }], stream }
          const prepared = provider!.prepare({ request, ledger: [] }, endpoint)
          const options = { connect_timeout_ms: 1000, now: 0 }
          const reply = yield* provider!.run(prepared, endpoint, provider!.credentials[0]!, options)
          const told: Array<string> = []
          for (let events = yield* reply.read; events !== undefined; events = yield* reply.read) {
            told.push(...events.map((event) => (event.type === "text" ? event.text : event.type)))
          }
          return told
        }, Effect.scoped)
        yield* Effect.gen(function* () {
          assert.deepStrictEqual(yield* ask("gemini-2.5-flash", false), ["start", "hi", "finish", "end"])
          assert.deepStrictEqual(yield* ask("tunedModels/my one", true), ["start", "h", "i", "finish", "end"])
        }).pipe(
          Effect.provide(
            layerConfig.pipe(
              Layer.provideMerge(Layer.merge(ProviderRegistry.layer, layerFetch)),
              Layer.provide(
                environment({ GEMINI_API_KEY: "sk-env", GOOGLE_GEMINI_BASE_URL: `${server.url}/v1beta/` })
              )
            )
          )
        )
        assert.deepStrictEqual(
          server.requests.map(({ path }) => path),
          [
            "/v1beta/models/gemini-2.5-flash:generateContent",
            "/v1beta/tunedModels/my%20one:streamGenerateContent?alt=sse"
          ]
        )
        for (const { body, headers, path } of server.requests) {
          assert.deepInclude(headers, { "x-goog-api-key": "sk-env" })
          assert.notProperty(headers, "authorization")
          assert.notInclude(path, "sk-env")
          assert.deepStrictEqual(JSON.parse(body), { contents: [{ role: "user", parts: [{ text: "Hi" }] }] })
        }
      })
  )
})
