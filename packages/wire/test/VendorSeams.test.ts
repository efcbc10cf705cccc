import { assert, describe, it } from "@effect/vitest"
import { InvalidRequest } from "@turnout/core/Failure"
import * as Check from "@turnout/core/Options"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"
import * as Auth from "../src/Auth.ts"
import * as OpenAiChat from "../src/OpenAiChat.ts"
import { Transport } from "../src/Transport.ts"
import * as Vendor from "../src/Vendor.ts"
import * as VendorConfig from "../src/VendorConfig.ts"
import { answering } from "./route.ts"

interface Options extends Vendor.BaseOptions {
  readonly zone?: string | undefined
}

const missing = {
  param: "zone",
  code: "missing_required_parameter",
  message: "'zone' is missing beside a key of this kind."
} as const

const signing: Auth.Signing = {
  sign: ({ body, headers, url }, key, now) =>
    String(body).includes("unsignable")
      ? Effect.fail(new InvalidRequest({ message: `It cannot be signed with ${Redacted.value(key)}.` }))
      : Effect.succeed({
          authorization: `Signed ${Redacted.value(key)} ${now} ${url} ${headers["content-type"]}`
        })
}

/** Paths, auth and required options that depend on the options, and options that are looked for. */
const vendor: Vendor.Vendor<Options> = Vendor.define({
  id: "acme",
  protocol: OpenAiChat.protocol,
  baseUrl: "https://acme.test",
  path: ({ provider_model_id: id }, stream, { zone }) => `/zones/${zone}/${id}:${stream ? "stream" : "chat"}`,
  auth: { of: ({ zone }) => (zone === "signed" ? signing : Auth.bearer) },
  env: { apiKey: ["ACME_KEY", "ACME_OLD_KEY"], zone: "ACME_ZONE" },
  options: { zone: Check.string },
  complete: (options: Partial<Options>) =>
    Effect.succeed(
      options.apiKey === "found"
        ? { options: { ...options, apiKey: "from-the-machine", zone: options.zone ?? "machine" } }
        : { options, ...(options.zone === undefined ? { mistakes: [missing] } : {}) }
    )
})

const call = (options: Options, content = "Hi") =>
  Effect.gen(function* () {
    const { requests, transport } = answering({ headers: { "content-type": "application/json" } }, ["{}"])
    const provider = yield* Effect.provideService(vendor.make(options), Transport, transport)
    const at = provider.passthrough("m")
    const request = { messages: [{ role: "user" as const, content }], stream: false }
    const prepared = provider.prepare({ request, ledger: [] }, at)
    const failure = yield* provider
      .run(prepared, at, provider.credentials[0]!, { connect_timeout_ms: 1, now: 0 })
      .pipe(Effect.scoped, Effect.flip, Effect.option)
    return { provider, requests, failure }
  })

describe("a vendor's declaration", () => {
  it.effect("may build paths of the options", () =>
    Effect.gen(function* () {
      const { requests } = yield* call({ apiKey: "k", zone: "eu" })
      assert.strictEqual(requests[0]!.url, "https://acme.test/zones/eu/m:chat")
      assert.strictEqual(requests[0]!.headers["authorization"], "Bearer k")
    })
  )

  it.effect("may sign whole requests, with the date of the clock", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust(5)
      const { provider, requests } = yield* call({ apiKey: "secret-key", zone: "signed" })
      assert.strictEqual(
        requests[0]!.headers["authorization"],
        "Signed secret-key 5 https://acme.test/zones/signed/m:chat application/json"
      )
      assert.isUndefined(provider.run.exchange, "nothing goes out beside the signature")
    })
  )

  it.effect("what cannot be signed is a failure without the key, and nothing is sent", () =>
    Effect.gen(function* () {
      const { failure, requests } = yield* call({ apiKey: "secret-key", zone: "signed" }, "unsignable")
      assert(failure._tag === "Some" && failure.value._tag === "InvalidRequest")
      assert.notInclude(failure.value.message, "secret-key")
      assert.lengthOf(requests, 0)
    })
  )

  it.effect("may complete its options, and say what is missing beside the shape of each", () =>
    Effect.gen(function* () {
      const { provider, requests } = yield* call({ apiKey: "found" })
      assert.strictEqual(requests[0]!.url, "https://acme.test/zones/machine/m:chat")
      assert.strictEqual(Redacted.value(provider.credentials[0]!.key), "from-the-machine")
      const error = yield* Effect.flip(call({ apiKey: "k" }))
      assert.deepInclude(error, { code: "internal_error", provider: "acme", param: "zone" })
      assert.include(error.message, missing.message)
    })
  )

  it.effect("may name several variables for an option: the first that is set counts, as a Config too", () =>
    Effect.gen(function* () {
      const environment = ConfigProvider.fromEnvRecord({
        ACME_KEY: " ",
        ACME_OLD_KEY: "old",
        ACME_ZONE: "eu"
      })
      const config = yield* VendorConfig.of(vendor).config.parse(environment)
      assert.strictEqual(Redacted.value(config.apiKey as Redacted.Redacted), "old")
      const { transport } = answering({}, [])
      yield* Effect.gen(function* () {
        const registry = yield* ProviderRegistry
        const [provider] = registry.snapshot().providers
        assert.strictEqual(Redacted.value(provider!.credentials[0]!.key), "old")
      }).pipe(
        Effect.provide(
          vendor
            .layer()
            .pipe(
              Layer.provideMerge(ProviderRegistry.layer),
              Layer.provide([Layer.succeed(Transport, transport), ConfigProvider.layer(environment)])
            )
        )
      )
    })
  )

  it.effect("names all of them where none is set", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Layer.build(vendor.layer({ zone: "eu" })).pipe(
          Effect.provide([
            ProviderRegistry.layer,
            Layer.succeed(Transport, answering({}, []).transport),
            ConfigProvider.layer(ConfigProvider.fromEnvRecord({}))
          ])
        )
      )
      assert.include(error.message, "ACME_KEY or ACME_OLD_KEY")
    })
  )
})
