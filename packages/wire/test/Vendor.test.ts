import { assert, describe, it } from "@effect/vitest"
import type * as Capabilities from "@turnout/core/Capabilities"
import { inRegion } from "@turnout/core/Endpoint"
import * as Options from "@turnout/core/Options"
import type { Failure } from "@turnout/core/Failure"
import type { Request } from "@turnout/core/Request"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import * as RouterError from "@turnout/core/RouterError"
import { ConfigProvider, Effect, Layer, Logger, Redacted } from "effect"
import * as Listened from "@turnout/testing/Listened"
import { readFileSync } from "node:fs"
import * as Auth from "../src/Auth.ts"
import { Downloads } from "../src/Downloads.ts"
import * as AnthropicMessages from "../src/AnthropicMessages.ts"
import * as OpenAiChat from "../src/OpenAiChat.ts"
import * as OpenAiResponses from "../src/OpenAiResponses.ts"
import { Transport } from "../src/Transport.ts"
import * as Vendor from "../src/Vendor.ts"
import * as VendorConfig from "../src/VendorConfig.ts"
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
  options: { zone: Options.string },
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
      const other = yield* sentBy(VendorConfig.of(declared).layerConfig, { ACME_KEY: "env" })
      assert.deepInclude(other.headers, { "x-key": "env", "x-zone": "none" })
      const { config } = VendorConfig.of(declared)
      const stated = yield* config.parse(ConfigProvider.fromEnvRecord({ ACME_KEY: "env", ACME_ZONE: "" }))
      assert.deepStrictEqual(Object.keys(stated), ["apiKey"])
      assert.strictEqual(Redacted.value(stated.apiKey as Redacted.Redacted), "env")
    })
  )

  it.effect("sends a key without what people paste around it", () =>
    Effect.gen(function* () {
      const plain = "sk-aB3=="
      for (const apiKey of [
        ` ${plain}\r\n`,
        `"${plain}"`,
        `\u201c${plain}\u201d`,
        `\`${plain}\``,
        `\ufeff${plain}\u200b`,
        `Bearer ${plain}`,
        `Authorization: bearer ${plain} `,
        Redacted.make(`'Bearer ${plain}'`),
        () => `Bearer ${plain}\n`
      ]) {
        const made = yield* declared
          .make({ apiKey })
          .pipe(Effect.provideService(Transport, answering({ headers: {} }, []).transport))
        const [credential] = made.credentials
        const key = credential?.ask === undefined ? credential?.key : yield* credential.ask
        assert.isTrue(Redacted.isRedacted(key) && Redacted.value(key) === plain)
      }
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

/** What the error of an account says: provider, options and what is wrong with them. */
const wrong = (options: unknown, variables: { readonly [name: string]: string } = {}) =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(sentBy(declared.layer(options as Partial<Eu>), variables))
    assert(RouterError.isRouterError(error))
    assert.deepInclude(error, { status: 500, code: "internal_error" })
    assert.include(error.message, `Provider '${error.provider}'`)
    assert.strictEqual(error.param, error.violations[0]?.param)
    for (const { message } of error.violations) assert.include(error.message, message)
    return error
  })

describe("a mistake in the options of an account", () => {
  const secret = "sk-se"
  const mistakes: ReadonlyArray<readonly [what: string, options: object, param: string, says: string]> = [
    ["no key", {}, "apiKey", "set ACME_KEY"],
    ["an empty key", { apiKey: " " }, "apiKey", "set ACME_KEY"],
    ["a key with a line break", { apiKey: `${secret}\ncret` }, "apiKey", "line break"],
    [
      "a second key with one",
      { apiKey: ["k", Redacted.make(`${secret}\r\ncret`)] },
      "apiKey[1]",
      "line break"
    ],
    ["a key with a character that no header takes", { apiKey: `${secret}…` }, "apiKey", "character"],
    ["a key with white space in it", { apiKey: `${secret} two` }, "apiKey", "white space"],
    ["a variable that was not set", { apiKey: "undefined" }, "apiKey", "placeholder"],
    ["a variable that was not put in", { apiKey: "${ACME_KEY}" }, "apiKey", "placeholder"],
    ["a line of a file of variables", { apiKey: `ACME_KEY=${secret}` }, "apiKey", "placeholder"],
    ["a placeholder", { apiKey: "<your key>" }, "apiKey", "placeholder"],
    ["an empty key among others", { apiKey: ["k", " "] }, "apiKey[1]", "empty"],
    ["two URLs", { apiKey: "k", baseUrl: "https://a.test,https://b.test" }, "baseUrl", "more than one"],
    ["a scheme twice", { apiKey: "k", baseUrl: "https://https://a.test" }, "baseUrl", "twice"],
    [
      "a URL with an unseen character",
      { apiKey: "k", baseUrl: "https://a.test/\u200bv1" },
      "baseUrl",
      "character"
    ],
    ["a key that is none", { apiKey: 7 }, "apiKey", "a key"],
    ["a key in a list that is none", { apiKey: ["k", null] }, "apiKey[1]", "a key"],
    ["no URL", { apiKey: "k", baseUrl: "acme.test" }, "baseUrl", "https://"],
    ["a URL that is none", { apiKey: "k", baseUrl: "https://a b" }, "baseUrl", "white space"],
    ["a header of two lines", { apiKey: "k", headers: { "x-a": "a\nb" } }, "headers.x-a", "one line"],
    ["an option that there is not", { apiKey: "k", baseURL: "https://a.test" }, "baseURL", "'baseUrl'"],
    ["an own option of the wrong kind", { apiKey: "k", zone: 7 }, "zone", "a text"],
    ["an id that no caller could write", { apiKey: "k", id: "a/b" }, "id", "a name"],
    ["a fact that there is not", { apiKey: "k", models: { m: { limit: {} } } }, "models.m.limit", "limits"],
    [
      "a fact of the wrong kind",
      { apiKey: "k", models: { m: { capabilities: { features: { tools: true } } } } },
      "models.m.capabilities.features.tools",
      "'yes'"
    ]
  ]
  for (const [what, options, param, says] of mistakes) {
    it.effect(`is named, and what was given is not shown: ${what}`, () =>
      Effect.gen(function* () {
        const error = yield* wrong(options)
        assert.strictEqual(error.param, param)
        assert.include(error.message, says)
        assert.notInclude(JSON.stringify(error) + String(error.stack), secret)
      })
    )
  }

  it.effect("stands beside all the others", () =>
    Effect.gen(function* () {
      const error = yield* wrong({ apiKye: "k", baseUrl: "x", headers: { a: 7 }, models: [] })
      assert.sameMembers(
        error.violations.map(({ param }) => param),
        ["apiKye", "baseUrl", "headers.a", "models", "apiKey"]
      )
    })
  )

  it.effect("of the environment is one too, and a variable that is set to nothing is not set", () =>
    Effect.gen(function* () {
      assert.include((yield* wrong({}, { ACME_KEY: "" })).message, "set ACME_KEY")
      assert.include((yield* wrong({}, { ACME_KEY: "a\nb" })).message, "line break")
      const { headers } = yield* sentBy(VendorConfig.of(declared).layerConfig, {
        ACME_KEY: " 'env'\n",
        ACME_ZONE: ""
      })
      assert.deepInclude(headers, { "x-key": "env", "x-zone": "none" })
    })
  )
})

describe("an optional account", () => {
  const ids = (options: Partial<Eu>, variables: { readonly [name: string]: string }) =>
    Effect.map(ProviderRegistry, (registry) => registry.snapshot().providers.map(({ id }) => id)).pipe(
      Effect.provide(declared.layer(options).pipe(Layer.provideMerge(ProviderRegistry.layer))),
      Effect.provide([Layer.succeed(Transport, answering({}, []).transport), environment(variables)])
    )

  it.effect("is left out where its key is missing, which is logged, and stands where it is not", () =>
    Effect.gen(function* () {
      const logged: Array<unknown> = []
      const logger = Logger.layer([Logger.make(({ message }) => void logged.push(message))])
      assert.deepStrictEqual(yield* Effect.provide(ids({ optional: true }, {}), logger), [])
      assert.deepStrictEqual(yield* ids({ optional: true, id: "b" }, { ACME_KEY: "k" }), ["b"])
      assert.strictEqual(logged.length, 1)
      assert.include(String(logged[0]), "set ACME_KEY")
    })
  )

  it.effect("that is left out is among the vendors that are not configured, with what is missing", () =>
    Effect.gen(function* () {
      const registry = yield* ProviderRegistry
      assert.deepStrictEqual(registry.snapshot().unconfigured, [
        { provider: "acme", variables: ["ACME_KEY"] }
      ])
    }).pipe(
      Effect.provide(declared.layer({ optional: true }).pipe(Layer.provideMerge(ProviderRegistry.layer))),
      Effect.provide([Layer.succeed(Transport, answering({}, []).transport), environment({})])
    )
  )

  it.effect("is a mistake where it is one all the same", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ids({ optional: true, apiKey: "a\nb" }, {}))
      assert.strictEqual((error as RouterError.RouterError).param, "apiKey")
    })
  )
})

describe("an account at the vendor's own host", () => {
  it.effect("is at the vendor's path, and the host's headers go by any case", () =>
    Effect.gen(function* () {
      const options = { apiKey: "k", headers: { "X-Both": "host", "User-Agent": "mine" } }
      for (const baseUrl of ["https://us.acme.test", "https://us.acme.test/"]) {
        const { headers, url } = yield* sentBy(declared.layer({ ...options, baseUrl }), {})
        assert.strictEqual(url, "https://us.acme.test/v1/big:chat")
        assert.deepInclude(headers, { "x-both": "host", "user-agent": "mine" })
      }
    })
  )

  it.effect(
    "is sent the user and the password of its URL, and a key instead where both go by one header",
    () =>
      Effect.gen(function* () {
        const bearer = Vendor.define({
          id: "b",
          protocol: OpenAiChat.protocol,
          path: "/c",
          auth: Auth.bearer,
          env: {},
          required: ["baseUrl"]
        })
        const baseUrl = "https://u:p@acme.test"
        const sent = (options: Partial<Vendor.Options>) =>
          Effect.map(
            sentBy(bearer.layer({ baseUrl, ...options }), {}),
            ({ headers }) => headers?.["authorization"]
          )
        assert.strictEqual(yield* sent({}), "Basic dTpw")
        assert.strictEqual(yield* sent({ apiKey: "k" }), "Bearer k")
      })
  )

  it.effect("is told who asks", () =>
    Effect.gen(function* () {
      const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
      const { headers } = yield* sentBy(declared.layer({ apiKey: "k" }), {})
      assert.strictEqual(headers?.["user-agent"], `turnout/${version}`)
    })
  )
})

interface Pinned extends Vendor.Options {
  readonly api?: "chat" | "responses" | "messages" | undefined
}

/** A vendor of three APIs, of which each serves what the others do not. */
const several: Vendor.Vendor<Pinned> = Vendor.define({
  id: "several",
  protocol: OpenAiChat.protocol,
  baseUrl: "https://several.test/v1",
  path: "/chat/completions",
  auth: Auth.bearer,
  env: {},
  options: { api: Options.oneOf("chat", "responses", "messages") },
  models: [{ match: /./, override: { params: { stop: { support: "yes", max_items: 7 } } } }],
  without: ({ id }) => id.startsWith("new"),
  tiers: { flex: { service_tier: "flex" } },
  apis: {
    usual: "chat",
    others: {
      responses: Vendor.api({
        protocol: OpenAiResponses.protocol,
        path: "/responses",
        models: [{ match: /./, override: { params: { seed: { support: "yes" } } } }],
        without: ({ id }) => id.startsWith("old")
      }),
      messages: Vendor.api({ protocol: AnthropicMessages.protocol, path: "/v1/messages" })
    },
    served: (id) => {
      if (id.startsWith("new")) return { api: "responses", reason: "unsupported", source: "a list" }
      return id.startsWith("claude")
        ? { api: "messages", reason: "unsupported", source: "a list" }
        : undefined
    },
    pinned: ({ api }: Pinned) => api
  }
})

describe("whole answers of an account", () => {
  it.effect("are told to a listener, whichever API serves them and whether images are fetched", () =>
    Effect.gen(function* () {
      // Each answer and its end.
      const reads = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? "{}" : undefined))
      const { requests, transport } = answering({}, reads as ReadonlyArray<string>)
      const over = Layer.succeed(Transport, Listened.transport(transport))
      const fetching = Layer.succeed(Downloads, { image: () => Effect.die("no image is asked for") })
      const plain = yield* Effect.provide(several.make({ apiKey: "k" }), over)
      const local = yield* Effect.provide(several.make({ apiKey: "k" }), Layer.merge(over, fetching))
      const given = { connect_timeout_ms: 1, now: 0 }
      for (const { credentials, passthrough, run } of [plain, local]) {
        for (const model of ["usual", "new-model", "claude"]) {
          const failure = yield* Effect.callback<Failure>((resume) => {
            run.exchange!(
              { body: {}, ledger: [], stream: false },
              passthrough(model),
              credentials[0]!,
              given,
              {
                accepted: () => {},
                events: () => {},
                failed: (failure) => resume(Effect.succeed(failure)),
                continued: () => resume(Effect.die("it was read"))
              }
            )
          })
          assert.strictEqual(failure._tag, "MalformedResponse", "an empty object is no answer in any family")
        }
      }
      const urls = requests.map(({ url }) => url.slice("https://several.test".length))
      const three = ["/v1/chat/completions", "/v1/responses", "/v1/messages"]
      assert.deepStrictEqual(urls, [...three, ...three])
    })
  )
})

describe("an account at a vendor of several APIs", async () => {
  // What makes accounts is loaded with the first of them.
  await Effect.runPromise(
    Effect.provideService(several.make({ apiKey: "k" }), Transport, answering({}, []).transport)
  )
  const made = (options: Partial<Pinned> = {}) => {
    const { transport, requests } = answering({ headers: { "content-type": "application/json" } }, ["{}"])
    const provider = Effect.runSync(
      several.make({ apiKey: "k", ...options }).pipe(Effect.provideService(Transport, transport))
    )
    const sent = (model: string, tier?: string, region?: string) =>
      Effect.gen(function* () {
        const usual = provider.passthrough(model)
        const endpoint = region === undefined ? usual : inRegion(usual, region)
        const request: Request = { messages: [{ role: "user", content: "Hi" }], stream: false }
        const prepared = provider.prepare({ request, ledger: [], ...(tier && { tier }) }, endpoint)
        yield* provider.run(prepared, endpoint, credential, { connect_timeout_ms: 1, now: 0 })
        const body = prepared.body as { readonly [key: string]: unknown }
        return { url: requests.at(-1)?.url, body, ledger: prepared.ledger, facts: endpoint.facts }
      }).pipe(Effect.scoped)
    return { provider, sent }
  }

  it.effect("is asked by the API that serves the model, in its words, at its path, with the same key", () =>
    Effect.gen(function* () {
      const { sent } = made()
      const chat = yield* sent("model")
      assert.deepStrictEqual(
        [chat.url, Object.keys(chat.body)[1]],
        ["https://several.test/v1/chat/completions", "messages"]
      )
      assert.deepStrictEqual(chat.ledger, [])
      const other = yield* sent("new-model", "flex")
      assert.deepStrictEqual(
        [other.url, Object.keys(other.body)[1]],
        ["https://several.test/v1/responses", "input"]
      )
      assert.strictEqual(other.body["service_tier"], "flex")
      assert.deepStrictEqual(other.ledger[0], {
        action: "translated",
        param: "api",
        from: "chat",
        to: "responses",
        reason: "unsupported"
      })
      const third = yield* sent("claude")
      assert.strictEqual(third.url, "https://several.test/v1/messages")
      assert.strictEqual(third.facts.cache_write_1h_factor, 1.6)
    })
  )

  it.effect("has the facts of that API, and says where they are from", () =>
    Effect.gen(function* () {
      const { sent } = made()
      const params = (facts: { readonly capabilities: Capabilities.Capabilities }) =>
        ["stop", "seed", "n"].map((name) => facts.capabilities.params[name]?.support)
      const chat = (yield* sent("model")).facts
      const other = (yield* sent("new-model")).facts
      assert.deepStrictEqual(
        [params(chat), params(other)],
        [
          ["yes", "yes", "yes"],
          ["no", "yes", "no"]
        ]
      )
      assert.deepStrictEqual(chat.api, { name: "chat", usual: "chat", source: "default" })
      assert.deepStrictEqual(other.api, {
        name: "responses",
        usual: "chat",
        reason: "unsupported",
        source: "a list"
      })
      assert.isUndefined(chat.cache_write_1h_factor)
    })
  )

  it.effect("is asked by the one that its host pins, which leaves out what it does not serve", () =>
    Effect.gen(function* () {
      const rows = ["model", "old", "new"].map((id) => ({
        provider: "several",
        id,
        name: id,
        tier: "standard" as const,
        limits: {},
        input: [],
        output: [],
        capabilities: {},
        prices: [],
        seen: ""
      }))
      const ids = ({ provider }: ReturnType<typeof made>) =>
        provider.endpoints(rows).map(({ provider_model_id }) => provider_model_id)
      assert.deepStrictEqual(ids(made()), ["model", "old", "new"])
      assert.deepStrictEqual(ids(made({ api: "chat" })), ["model", "old"])
      assert.deepStrictEqual(ids(made({ api: "responses" })), ["model", "new"])
      const { url, ledger, facts } = yield* made({ api: "responses" }).sent("model")
      assert.strictEqual(url, "https://several.test/v1/responses")
      assert.strictEqual(ledger[0]?.reason, "demanded")
      assert.strictEqual(facts.api?.source, "host")
      const stayed = yield* made({ api: "chat" }).sent("new-model")
      assert.strictEqual(stayed.url, "https://several.test/v1/chat/completions")
      assert.deepStrictEqual([stayed.ledger, stayed.facts.api?.source], [[], "host"])
    })
  )

  it.effect("is found under the whole path of one of them, and in its regions", () =>
    Effect.gen(function* () {
      const { sent } = made({ baseUrl: "https://proxy.test/v1/chat/completions?k=v" })
      assert.strictEqual((yield* sent("model")).url, "https://proxy.test/v1/chat/completions?k=v")
      assert.strictEqual((yield* sent("new")).url, "https://proxy.test/v1/responses?k=v")
      const { sent: placed } = made({ regions: { eu: "https://eu.test/v1" } })
      assert.strictEqual((yield* placed("new", undefined, "eu")).url, "https://eu.test/v1/responses")
    })
  )

  it("is told of an API that there is not, by name", () => {
    const wrong = several.make({ apiKey: "k", api: "completions" as never })
    const error = Effect.runSync(
      Effect.flip(Effect.provideService(wrong, Transport, answering({}, []).transport))
    )
    assert.strictEqual(error.param, "api")
    assert.include(error.message, "'responses'")
  })
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
