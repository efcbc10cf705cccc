import { assert, describe, it } from "@effect/vitest"
import { Bedrock } from "@turnout/bedrock"
import type { CatalogRow } from "@turnout/core/Catalog"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { Transport, type TransportRequest } from "@turnout/wire/Transport"
import { ConfigProvider, Deferred, Effect, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { createHash, createHmac } from "node:crypto"
import { afterEach } from "vitest"

const silent = Layer.succeed(Transport, Transport.of({ send: () => Effect.die("no request leaves here") }))
const keys = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
}
const region = "eu-central-1"

const sent = (options: Bedrock.Options, model: string, stream = false) =>
  Effect.gen(function* () {
    const asking = Deferred.makeUnsafe<TransportRequest>()
    const transport = Transport.of({
      send: (given) => Effect.andThen(Deferred.succeed(asking, given), Effect.never)
    })
    const provider = yield* Effect.provideService(Bedrock.make(options), Transport, transport)
    const endpoint = provider.passthrough(model)
    const asked = { messages: [{ role: "user" as const, content: "Grüße" }], stream }
    const prepared = provider.prepare({ request: asked, ledger: [] }, endpoint)
    const call = provider.run(prepared, endpoint, provider.credentials[0]!, { connect_timeout_ms: 1, now: 0 })
    yield* Effect.scoped(Effect.raceFirst(Effect.exit(call), Deferred.await(asking)))
    return yield* Deferred.await(asking)
  })

/** Signature Version 4 as its documentation has it, apart from the library that signs. */
const signatureOf = ({ body, headers, method, url }: TransportRequest, secret: string, service: string) => {
  const sha = (text: string) => createHash("sha256").update(text).digest("hex")
  const mac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest()
  const { host, pathname } = new URL(url)
  const [, scope = "", names = ""] =
    /Credential=[^/]+\/(\S+), SignedHeaders=(\S+), /.exec(headers["authorization"] ?? "") ?? []
  const path = pathname.split("/").map(encodeURIComponent).join("/")
  const all: { readonly [name: string]: string | undefined } = { ...headers, host }
  const canonical = names.split(";").map((name) => `${name}:${all[name]}\n`)
  const asked = [method, path, "", canonical.join(""), names, sha(String(body))].join("\n")
  const [date = "", place = ""] = scope.split("/")
  const text = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha(asked)].join("\n")
  const key = [place, service, "aws4_request"].reduce<Buffer>(mac, mac(`AWS4${secret}`, date))
  return createHmac("sha256", key).update(text).digest("hex")
}

describe("a signature", () => {
  it.effect("is that of the whole request, with the date of the clock and the session's token", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 10, 30, 17, 5, 9))
      const options = { region, ...keys, sessionToken: "session/token==" }
      const request = yield* sent(options, "eu.amazon.nova-lite-v1:0", true)
      assert.strictEqual(
        request.url,
        "https://bedrock-runtime.eu-central-1.amazonaws.com/model/eu.amazon.nova-lite-v1%3A0/converse-stream"
      )
      assert.deepInclude(request.headers, {
        "x-amz-date": "20261130T170509Z",
        "x-amz-security-token": "session/token==",
        "content-type": "application/json"
      })
      const { authorization = "" } = request.headers
      assert.match(
        authorization,
        /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/20261130\/eu-central-1\/bedrock\/aws4_request, /
      )
      assert.include(authorization, `Signature=${signatureOf(request, keys.secretAccessKey, "bedrock")}`)
      assert.notInclude(JSON.stringify(request), keys.secretAccessKey)
    })
  )

  it.effect("is made for the region of an ARN, where its model is", () =>
    Effect.gen(function* () {
      const arn = "arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/abc123"
      const request = yield* sent({ region, ...keys }, arn)
      assert.strictEqual(
        request.url,
        `https://bedrock-runtime.us-west-2.amazonaws.com/model/${encodeURIComponent(arn)}/converse`
      )
      assert.include(request.headers["authorization"], "/us-west-2/bedrock/aws4_request")
      assert.include(
        request.headers["authorization"],
        `Signature=${signatureOf(request, keys.secretAccessKey, "bedrock")}`
      )
    })
  )

  it.effect("is not made for a Bedrock API key, which is a bearer", () =>
    Effect.map(sent({ region, apiKey: "ABSKexample" }, "amazon.nova-lite-v1:0"), ({ headers }) => {
      assert.strictEqual(headers["authorization"], "Bearer ABSKexample")
      assert.notProperty(headers, "x-amz-date")
    })
  )

  it.effect("Claude goes by InvokeModel, unless the host pins Converse", () =>
    Effect.gen(function* () {
      const model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
      const own = yield* sent({ region, apiKey: "k" }, model, true)
      assert.match(own.url, /\/invoke-with-response-stream$/)
      const pinned = yield* sent({ region, apiKey: "k", api: "converse" }, model)
      assert.match(pinned.url, /\/converse$/)
    })
  )
})

describe("an account in a part of the world", () => {
  const row = (id: string): CatalogRow => ({
    provider: "amazon-bedrock",
    id,
    name: id,
    tier: "standard",
    limits: {},
    input: ["text"],
    output: ["text"],
    capabilities: {},
    prices: [],
    seen: "2026-11-01"
  })
  it.effect("serves the profiles that may be called from there", () =>
    Effect.gen(function* () {
      const ids = [
        "amazon.nova-lite-v1:0",
        "us.amazon.nova-lite-v1:0",
        "eu.amazon.nova-lite-v1:0",
        "jp.anthropic.claude-opus-5",
        "global.anthropic.claude-opus-5",
        "cohere.embed-v4:0"
      ]
      const served = (place: string) =>
        Effect.map(Effect.provide(Bedrock.make({ region: place, apiKey: "k" }), silent), (provider) =>
          provider
            .endpoints(ids.map(row))
            .filter(({ facts }) => facts.embeddings === undefined)
            .map((endpoint) => endpoint.provider_model_id)
        )
      assert.deepStrictEqual(yield* served("eu-central-1"), [ids[0], ids[2], ids[4]])
      assert.deepStrictEqual(yield* served("us-east-1"), [ids[0], ids[1], ids[4]])
      assert.deepStrictEqual(yield* served("ap-northeast-1"), [ids[0], ids[3], ids[4]])
    })
  )
  it.effect("has hosts of its partition", () =>
    Effect.gen(function* () {
      const { url } = yield* sent({ region: "cn-north-1", apiKey: "k" }, "amazon.nova-lite-v1:0")
      assert.match(url, /^https:\/\/bedrock-runtime\.cn-north-1\.amazonaws\.com\.cn\//)
    })
  )
})

/** The chain reads the environment of the process, and files and servers of the machine. */
const environment = (variables: { readonly [name: string]: string }) => {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name]
  Object.assign(process.env, {
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent/credentials",
    AWS_CONFIG_FILE: "/nonexistent/config",
    ...variables
  })
}

const before = { ...process.env }
afterEach(() => {
  process.env = { ...before }
})

const refused = (options: object, param: string, words: string) =>
  Effect.gen(function* () {
    environment({})
    const error = yield* Effect.flip(Effect.provide(Bedrock.make(options as Bedrock.Options), silent))
    assert.strictEqual(error.provider, "bedrock")
    assert.include(
      error.violations.map((violation) => violation.param),
      param
    )
    assert.include(error.message, words)
    assert.notInclude(error.message + JSON.stringify(error), "sk-secret")
  })

describe("bad configuration", () => {
  it.live("no region", () => refused({ apiKey: "sk-secret" }, "region", "AWS_REGION or AWS_DEFAULT_REGION"))
  it.live("a region that is none", () =>
    refused({ apiKey: "k", region: "evil.test/#" }, "region", "eu-central-1")
  )
  it.live("half of a pair of keys", () =>
    refused({ region, secretAccessKey: "sk-secret" }, "accessKeyId", "AWS_ACCESS_KEY_ID")
  )
  it.live("credentials that are none", () =>
    refused({ region, credentials: { accessKeyId: "sk-secret" } }, "credentials", "credentials of AWS")
  )
  it.live("a machine that has no credentials", () =>
    refused({ region }, "apiKey", "AWS_BEARER_TOKEN_BEDROCK")
  )
  it.live("a profile that is not there", () => refused({ region, profile: "nope" }, "profile", "nope"))
})

describe("credentials", () => {
  const expiration = new Date("2026-11-30T18:00:00Z")
  it.effect("of a function come with their end, and are asked for anew", () =>
    Effect.gen(function* () {
      let asked = 0
      const credentials = () => Promise.resolve({ ...keys, sessionToken: `s${++asked}`, expiration })
      const provider = yield* Effect.provide(Bedrock.make({ region, credentials }), silent)
      assert.strictEqual(asked, 0)
      const ask = provider.credentials[0]!.ask!
      const lease = yield* ask
      assert(!Redacted.isRedacted(lease))
      assert.strictEqual(lease.expiresAt, expiration.getTime())
      assert.strictEqual(Redacted.value(lease.key), `${keys.accessKeyId}:${keys.secretAccessKey}:s1`)
      yield* ask
      assert.strictEqual(asked, 2)
      assert.notInclude(JSON.stringify(provider), keys.secretAccessKey)
    })
  )

  it.effect("that cannot be had are that key's failure", () =>
    Effect.gen(function* () {
      const credentials = () => Promise.reject(new Error("the broker is down"))
      const provider = yield* Effect.provide(Bedrock.make({ region, credentials }), silent)
      const failure = yield* Effect.flip(provider.credentials[0]!.ask!)
      assert.deepInclude(failure, { _tag: "AuthenticationFailed", provider_message: "the broker is down" })
    })
  )

  it.live("of the machine's chain are found while the account is built, and renewed from there", () =>
    Effect.gen(function* () {
      let given = 0
      const container = yield* ScriptedHttp.make(() =>
        ScriptedHttp.json({
          AccessKeyId: keys.accessKeyId,
          SecretAccessKey: keys.secretAccessKey,
          Token: `t${++given}`,
          Expiration: new Date(Date.now() + 3_600_000).toISOString()
        })
      )
      environment({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${container.url}/credentials` })
      const provider = yield* Effect.provide(Bedrock.make({ region }), silent)
      const ask = provider.credentials[0]!.ask!
      const tokens: Array<string | undefined> = []
      for (let time = 0; time < 2; time++) {
        const lease = yield* ask
        assert(!Redacted.isRedacted(lease))
        assert.isAbove(lease.expiresAt, Date.now())
        tokens.push(Redacted.value(lease.key).split(":").at(-1))
      }
      assert.deepStrictEqual(tokens, ["t1", "t2"])
    })
  )

  it.live("of the environment stand under those that the host gives", () =>
    Effect.gen(function* () {
      const record = {
        AWS_DEFAULT_REGION: region,
        AWS_BEARER_TOKEN_BEDROCK: "ABSKenv",
        AWS_ACCESS_KEY_ID: "AKIAENVIRONMENT12345",
        AWS_SECRET_ACCESS_KEY: "env"
      }
      const keyOf = (options: Partial<Bedrock.Options>) =>
        Effect.gen(function* () {
          const registry = yield* ProviderRegistry
          return Redacted.value(registry.snapshot().providers[0]!.credentials[0]!.key)
        }).pipe(
          Effect.provide(
            Bedrock.layer(options).pipe(
              Layer.provideMerge(ProviderRegistry.layer),
              Layer.provide([silent, ConfigProvider.layer(ConfigProvider.fromEnvRecord(record))])
            )
          )
        )
      assert.strictEqual(yield* keyOf({}), "ABSKenv")
      assert.strictEqual(yield* keyOf(keys), `${keys.accessKeyId}:${keys.secretAccessKey}`)
      assert.strictEqual(yield* keyOf({ credentials: keys }), `${keys.accessKeyId}:${keys.secretAccessKey}`)
      assert.strictEqual(yield* keyOf({ apiKey: "mine" }), "mine")
    })
  )
})
