import { assert, describe, it } from "@effect/vitest"
import type * as Capabilities from "@turnout/core/Capabilities"
import type { Request } from "@turnout/core/Request"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import { ConfigProvider, Effect, Layer } from "effect"
import * as Auth from "../src/Auth.ts"
import { Downloads } from "../src/Downloads.ts"
import * as OpenAiChat from "../src/OpenAiChat.ts"
import { Transport } from "../src/Transport.ts"
import * as Vendor from "../src/Vendor.ts"
import { answering, credential } from "./route.ts"

const image = (url: string) => ({ type: "image_url", image_url: { url } }) as const

const asked = (...urls: ReadonlyArray<string>): Request => ({
  messages: [{ role: "user", content: urls.map(image) }],
  stream: false
})

/** A provider of endpoints that take these images, with what it sent and what it fetched. */
const vendor = (features: Capabilities.Override["features"], size = 4) => {
  const fetched: Array<string> = []
  const { transport, requests } = answering({ headers: { "content-type": "application/json" } }, ["{}"])
  const downloads = Layer.succeed(Downloads, {
    image: (url) =>
      Effect.sync(() => {
        fetched.push(url)
        return { media_type: "image/png", data: "A".repeat(size) }
      })
  })
  const declared = Vendor.define({
    id: "vendor",
    protocol: OpenAiChat.make({ capabilities: { features: features ?? {} } }),
    baseUrl: "http://vendor.test",
    path: "/",
    auth: Auth.bearer,
    env: {}
  })
  const made = declared.make({ apiKey: "k" }).pipe(Effect.provideService(Transport, transport))
  const run = (request: Request) =>
    Effect.gen(function* () {
      const provider = yield* Effect.provide(made, downloads)
      const endpoint = provider.passthrough("m")
      const prepared = provider.prepare({ request, ledger: [] }, endpoint)
      const reply = yield* provider
        .run(prepared, endpoint, credential, { connect_timeout_ms: 1, now: 0 })
        .pipe(Effect.scoped, Effect.result)
      return { endpoint, prepared, reply }
    })
  return { made, run, fetched, requests }
}

const takesData = { image: "yes", image_url: "no" } as const

interface Eu extends Vendor.Options {
  readonly zone?: string | undefined
}

const declared: Vendor.Vendor<Eu> = Vendor.define({
  id: "acme",
  aliases: ["a"],
  protocol: OpenAiChat.protocol,
  baseUrl: ({ zone = "us" }: Eu) => `https://${zone}.acme.test/v1`,
  path: ({ provider_model_id }, stream) => `/v1/${provider_model_id}:${stream ? "stream" : "chat"}`,
  auth: Auth.header("x-key"),
  headers: ({ zone }) => ({ "x-zone": zone ?? "none", "x-both": "vendor" }),
  env: { apiKey: "ACME_KEY", zone: "ACME_ZONE" },
  models: [
    { match: /./, override: { params: { seed: { support: "no" }, stop: { support: "no" } } } },
    { match: /^big/, override: { params: { seed: { support: "yes" } } } }
  ],
  stated: { big: { quality: 0.9, regions: ["us"] } }
})

const environment = (record: { readonly [name: string]: string }) =>
  ConfigProvider.layer(ConfigProvider.fromEnvRecord(record))

/** What the account of a layer sends for one request, and the provider that it registered. */
const sentBy = (
  layer: Layer.Layer<never, unknown, ProviderRegistry | Transport>,
  variables: { readonly [name: string]: string }
) => {
  const { transport, requests } = answering({ headers: { "content-type": "application/json" } }, ["{}"])
  return Effect.gen(function* () {
    const [provider] = (yield* ProviderRegistry).snapshot().providers
    const endpoint = provider!.passthrough("big")
    const prepared = provider!.prepare({ request: asked(), ledger: [] }, endpoint)
    yield* provider!.run(prepared, endpoint, provider!.credentials[0]!, { connect_timeout_ms: 1, now: 0 })
    return { provider: provider!, endpoint, url: requests[0]?.url, headers: requests[0]?.headers }
  }).pipe(
    Effect.scoped,
    Effect.provide(layer.pipe(Layer.provideMerge(ProviderRegistry.layer))),
    Effect.provide([Layer.succeed(Transport, transport), environment(variables)])
  )
}

describe("a declared vendor", () => {
  it.effect("is sent to as it says, with the host's headers over its own", () =>
    Effect.gen(function* () {
      const layer = declared.layer({ apiKey: "k", zone: "eu", headers: { "x-both": "host" } })
      const { provider, endpoint, url, headers } = yield* sentBy(layer, { ACME_KEY: "env", ACME_ZONE: "env" })
      assert.deepInclude(provider, { id: "acme", catalog: "acme", aliases: ["a"], open: true })
      assert.strictEqual(url, "https://eu.acme.test/v1/big:chat")
      assert.deepInclude(headers, { "x-key": "k", "x-zone": "eu", "x-both": "host" })
      const { params } = endpoint.facts.capabilities
      assert.deepStrictEqual([params["seed"]?.support, params["stop"]?.support], ["yes", "no"])
    })
  )

  it.effect("asks the environment where a required option is missing, and the options stand over it", () =>
    Effect.gen(function* () {
      const layer = declared.layer({ id: "acme-2" })
      const { provider, headers } = yield* sentBy(layer, { ACME_KEY: "env", ACME_ZONE: "se" })
      assert.strictEqual(provider.id, "acme-2")
      assert.deepInclude(headers, { "x-key": "env", "x-zone": "se" })
      const over = yield* sentBy(declared.layer({ zone: "no" }), { ACME_KEY: "env", ACME_ZONE: "se" })
      assert.deepInclude(over.headers, { "x-key": "env", "x-zone": "no" })
      const other = yield* sentBy(declared.layerConfig, { ACME_KEY: "env" })
      assert.deepInclude(other.headers, { "x-key": "env", "x-zone": "none" })
    })
  )

  it.effect("states its models, and the host's statement stands over them field by field", () =>
    Effect.gen(function* () {
      const layer = declared.layer({ apiKey: "k", models: { big: { quality: 0.5 }, small: {} } })
      const { provider } = yield* sentBy(layer, {})
      const endpoints = provider.endpoints([])
      assert.deepStrictEqual(
        endpoints.map(({ id, facts }) => [id, facts.quality, facts.regions]),
        [
          ["acme/big", 0.5, ["us"]],
          ["acme/small", undefined, undefined]
        ]
      )
    })
  )
})

describe("a provider whose endpoints take images as data", () => {
  it.effect("takes none by URL where nobody fetches", () =>
    Effect.gen(function* () {
      const provider = yield* vendor(takesData).made
      assert.strictEqual(provider.passthrough("m").facts.capabilities.features.image_url, "no")
    })
  )

  it.effect("takes them by URL where somebody does, and fetches each once, in the order of the request", () =>
    Effect.gen(function* () {
      const { run, fetched, requests } = vendor(takesData)
      const { endpoint, prepared } = yield* run(
        asked("http://a.test/1", "data:image/png;base64,BB", "http://a.test/1")
      )
      assert.strictEqual(endpoint.facts.capabilities.features.image_url, "emulated")
      assert.deepStrictEqual(fetched, ["http://a.test/1"])
      const sent = JSON.parse(String(requests[0]?.body)) as { messages: ReadonlyArray<unknown> }
      const data = "data:image/png;base64,AAAA"
      assert.deepStrictEqual(sent.messages, [
        { role: "user", content: [data, "data:image/png;base64,BB", data].map(image) }
      ])
      // What is printed holds the addresses, and says what becomes of them.
      assert.include(JSON.stringify(prepared.body), "http://a.test/1")
      assert.deepStrictEqual(
        prepared.ledger.map(({ action, param }) => [action, param]),
        [0, 2].map((index) => ["translated", `messages[0].content[${index}].image_url.url`])
      )
    })
  )

  it.effect("fetches no more than it can hold, and sends nothing then", () =>
    Effect.gen(function* () {
      const many = vendor(takesData)
      const urls = Array.from({ length: 21 }, (_, index) => `http://a.test/${index}`)
      const refused = yield* many.run(asked(...urls))
      assert.strictEqual(refused.reply._tag === "Failure" && refused.reply.failure.rule, "download:count")
      const large = vendor(takesData, 40 * 1024 * 1024)
      const failed = yield* large.run(asked("http://a.test/1", "http://a.test/2"))
      assert.strictEqual(failed.reply._tag === "Failure" && failed.reply.failure.rule, "download:size")
      assert.deepStrictEqual([many.fetched, many.requests, large.requests], [[], [], []])
    })
  )
})

describe("a provider whose endpoints take URLs, or no images at all", () => {
  it.effect("fetches nothing", () =>
    Effect.gen(function* () {
      for (const features of [
        { image: "yes", image_url: "yes" },
        { image: "no", image_url: "no" },
        {}
      ] as const) {
        const { run, fetched } = vendor(features)
        const { prepared } = yield* run(asked("http://a.test/1"))
        assert.deepStrictEqual([fetched, prepared.ledger], [[], []])
      }
    })
  )
})
