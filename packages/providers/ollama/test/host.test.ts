import { assert, describe, it } from "@effect/vitest"
import { Ollama, ollama } from "@turnout/ollama"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import { Transport } from "@turnout/wire/Transport"
import { ConfigProvider, Effect, Layer } from "effect"
import { urlOf } from "../src/ollama/host.ts"

const silent = Layer.succeed(Transport, Transport.of({ send: () => Effect.die("no request leaves here") }))

describe("a server's address", () => {
  for (const [written, url] of [
    ["127.0.0.1", "http://127.0.0.1:11434"],
    ["0.0.0.0", "http://127.0.0.1:11434"],
    ["0.0.0.0:8080", "http://127.0.0.1:8080"],
    [":8080", "http://127.0.0.1:8080"],
    ["gpu.local/ollama", "http://gpu.local:11434/ollama"],
    ["[::1]:11434", "http://[::1]:11434"],
    ["[::]", "http://[::1]:11434"],
    ["http://0.0.0.0:11434", "http://127.0.0.1:11434"],
    ["https://ollama.com", "https://ollama.com"],
    [' "gpu:1" ', "http://gpu:1"]
  ] as const) {
    it(`may be written as ${JSON.stringify(written)}`, () => assert.strictEqual(urlOf(written), url))
  }

  it.effect("may be absent altogether", () =>
    Effect.gen(function* () {
      const registry = yield* ProviderRegistry
      assert.deepStrictEqual(
        registry.snapshot().providers.map(({ id }) => id),
        ["ollama"]
      )
    }).pipe(
      Effect.provide(
        ollama().pipe(
          Layer.provideMerge(ProviderRegistry.layer),
          Layer.provide([silent, ConfigProvider.layer(ConfigProvider.fromEnvRecord({}))])
        )
      )
    )
  )

  it.effect("that is none is a mistake of the option", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Effect.provide(Ollama.make({ apiKey: "two\nlines", baseUrl: "ftp://x", context: 0 }), silent)
      )
      assert.strictEqual(error.provider, "ollama")
      assert.sameMembers(
        error.violations.map(({ param }) => param),
        ["apiKey", "baseUrl", "context"]
      )
    })
  )

  it.effect("and a window that the host states is asked for, unless a request names its own", () =>
    Effect.gen(function* () {
      const provider = yield* Ollama.make({ context: 16_384 })
      const endpoint = provider.passthrough("m")
      const sent = (extension?: { readonly options: { readonly num_ctx: number } }) =>
        provider.prepare(
          { request: { messages: [], stream: false }, ledger: [], ...(extension && { extension }) },
          endpoint
        ).body as { readonly options: object }
      assert.deepStrictEqual(sent().options, { num_ctx: 16_384 })
      assert.deepStrictEqual(sent({ options: { num_ctx: 9 } }).options, { num_ctx: 9 })
    }).pipe(Effect.provide(silent))
  )
})
