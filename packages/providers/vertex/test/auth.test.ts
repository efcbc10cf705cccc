import { assert, describe, it } from "@effect/vitest"
import type { Credential } from "@turnout/core/Provider"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { Transport, type TransportRequest } from "@turnout/wire/Transport"
import { Vertex } from "@turnout/vertex"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import { afterEach } from "vitest"

const silent = Layer.succeed(Transport, Transport.of({ send: () => Effect.die("no request leaves here") }))

const made = (options: Vertex.Options) => Effect.provide(Vertex.make(options), silent)

/** The library reads the environment of the process, and looks for files and a server of the machine. */
const environment = (variables: { readonly [name: string]: string }) => {
  const nowhere = {
    GOOGLE_APPLICATION_CREDENTIALS: undefined,
    HOME: "/nonexistent",
    CLOUDSDK_CONFIG: "/nonexistent",
    GCE_METADATA_HOST: "127.0.0.1:1",
    METADATA_SERVER_DETECTION: "none",
    GOOGLE_CLOUD_PROJECT: undefined,
    GCLOUD_PROJECT: undefined
  }
  for (const [name, value] of Object.entries({ ...nowhere, ...variables })) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

const before = { ...process.env }
afterEach(() => {
  process.env = { ...before }
})

const sent = (options: Vertex.Options, model: string, stream = false) =>
  Effect.gen(function* () {
    let request: TransportRequest | undefined
    const transport = Transport.of({
      send: (given) => {
        request = given
        return Effect.never
      }
    })
    const provider = yield* Effect.provideService(Vertex.make(options), Transport, transport)
    const endpoint = provider.passthrough(model)
    const asked = { messages: [{ role: "user" as const, content: "Hi" }], stream }
    const prepared = provider.prepare({ request: asked, ledger: [] }, endpoint)
    const call = provider.run(prepared, endpoint, provider.credentials[0]!, { connect_timeout_ms: 1, now: 0 })
    yield* Effect.scoped(Effect.raceFirst(Effect.exit(call), Effect.yieldNow))
    return request!
  })

describe("addresses", () => {
  const p = { apiKey: "token", project: "acme.com:old" }
  for (const [options, model, stream, url] of [
    [
      { ...p, project: "p" },
      "gemini-2.5-pro",
      true,
      "https://aiplatform.googleapis.com/v1beta1/projects/p/locations/global/publishers/google/models/gemini-2.5-pro:streamGenerateContent?alt=sse"
    ],
    [
      { ...p, location: "europe-west1" },
      "gemini-2.5-pro",
      false,
      "https://europe-west1-aiplatform.googleapis.com/v1beta1/projects/acme.com%3Aold/locations/europe-west1/publishers/google/models/gemini-2.5-pro:generateContent"
    ],
    [
      { ...p, project: "p", location: "eu" },
      "claude-sonnet-4-5@20250929",
      true,
      "https://aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu/publishers/anthropic/models/claude-sonnet-4-5@20250929:streamRawPredict"
    ],
    [
      { ...p, project: "p", location: "us" },
      "mistral-medium-3",
      false,
      "https://aiplatform.us.rep.googleapis.com/v1/projects/p/locations/us/publishers/mistralai/models/mistral-medium-3:rawPredict"
    ],
    [
      { ...p, project: "p" },
      "deepseek-ai/deepseek-v3.1-maas",
      true,
      "https://aiplatform.googleapis.com/v1/projects/p/locations/global/endpoints/openapi/chat/completions"
    ],
    [
      { ...p, project: "p" },
      "endpoints/1234",
      false,
      "https://aiplatform.googleapis.com/v1beta1/projects/p/locations/global/endpoints/1234:generateContent"
    ],
    [
      { apiKey: "AIzaKey", express: true },
      "gemini-2.5-flash",
      true,
      "https://aiplatform.googleapis.com/v1/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
    ],
    [
      { ...p, project: "p", baseUrl: "http://proxy.test/google/" },
      "gemini-2.5-flash",
      false,
      "http://proxy.test/google/v1beta1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash:generateContent"
    ]
  ] as const) {
    it.effect(url, () =>
      Effect.map(sent(options, model, stream), (request) => assert.strictEqual(request.url, url))
    )
  }

  it.effect(
    "a token is a bearer, a key of express mode stands in a header of its own; the quota's project beside",
    () =>
      Effect.gen(function* () {
        const bearer = yield* sent(
          { apiKey: "ya29.token", project: "p", quotaProject: "q" },
          "gemini-2.5-pro"
        )
        assert.deepInclude(bearer.headers, { authorization: "Bearer ya29.token", "x-goog-user-project": "q" })
        const express = yield* sent({ apiKey: "AIzaKey", express: true }, "gemini-2.5-pro")
        assert.strictEqual(express.headers["x-goog-api-key"], "AIzaKey")
        assert.notProperty(express.headers, "authorization")
      })
  )
})

describe("bad configuration", () => {
  const refused = (options: object, param: string, words: string) =>
    Effect.gen(function* () {
      environment({})
      const error = yield* Effect.flip(made(options as Vertex.Options))
      assert.strictEqual(error.provider, "vertex")
      assert.include(
        error.violations.map((violation) => violation.param),
        param
      )
      assert.include(error.message, words)
      assert.notInclude(error.message + JSON.stringify(error), "sk-secret")
    })
  const account = {
    type: "service_account",
    project_id: "p",
    client_email: "a@b.c",
    private_key: "sk-secret"
  }
  it.effect("a key without a project says what is missing", () =>
    refused({ apiKey: "sk-secret" }, "project", "GOOGLE_CLOUD_PROJECT")
  )
  it.effect("an API key beside a project is for express mode", () =>
    refused({ apiKey: "AIza-sk-secret", project: "p" }, "apiKey", "express")
  )
  it.effect("express mode without a key", () => refused({ express: true }, "apiKey", "GOOGLE_VERTEX_API_KEY"))
  it.effect("a location that is none", () =>
    refused({ apiKey: "k", project: "p", location: "eu.evil.test/" }, "location", "location")
  )
  it.effect("credentials that are no JSON", () =>
    refused({ credentials: "sk-secret", project: "p" }, "credentials", "JSON")
  )
  it.effect("credentials without a field that they need", () =>
    refused({ credentials: { ...account, client_email: "" } }, "credentials", "client_email")
  )
  it.effect("nothing at all, on a machine that has nothing", () =>
    refused({ project: "p" }, "credentials", "GOOGLE_APPLICATION_CREDENTIALS")
  )

  it.effect("of the environment is told where the router is built", () =>
    Effect.gen(function* () {
      environment({})
      const error = yield* Effect.flip(
        Layer.build(Vertex.layer({ apiKey: "k" })).pipe(
          Effect.provide([
            ProviderRegistry.layer,
            silent,
            ConfigProvider.layer(ConfigProvider.fromEnvRecord({}))
          ]),
          Effect.scoped
        )
      )
      assert.deepInclude(error, { provider: "vertex", param: "project" })
    })
  )
})

const ask = ({ ask }: Credential) => ask!

describe("tokens", () => {
  it.live(
    "of the machine come with their end, its project is the account's, and each asking is a new one",
    () =>
      Effect.gen(function* () {
        let given = 0
        const google = yield* ScriptedHttp.make(({ path }) =>
          path.includes("project-id")
            ? {
                headers: { "metadata-flavor": "Google", "content-type": "application/text" },
                body: "machine"
              }
            : path.includes("/token")
              ? {
                  headers: { "metadata-flavor": "Google", "content-type": "application/json" },
                  body: JSON.stringify({
                    access_token: `ya29.${++given}`,
                    expires_in: 3599,
                    token_type: "Bearer"
                  })
                }
              : { headers: { "metadata-flavor": "Google" }, body: "ok" }
        )
        environment({
          GCE_METADATA_HOST: google.url.slice("http://".length),
          METADATA_SERVER_DETECTION: "assume-present"
        })
        const provider = yield* made({})
        const first = yield* ask(provider.credentials[0]!)
        assert(!Redacted.isRedacted(first))
        assert.strictEqual(Redacted.value(first.key), "ya29.1")
        assert.isAbove(first.expiresAt, Date.now())
        const second = yield* ask(provider.credentials[0]!)
        assert(!Redacted.isRedacted(second) && Redacted.value(second.key) === "ya29.2")
        assert.notInclude(JSON.stringify(provider), "ya29")
        const { url } = yield* sent({ apiKey: "t", project: "machine" }, "gemini-2.5-pro")
        assert.include(url, "/projects/machine/")
      })
  )

  it.live("that Google refuses are that key's failure, and tell nothing of it", () =>
    Effect.gen(function* () {
      environment({})
      const provider = yield* made({
        credentials: JSON.stringify({
          type: "service_account",
          project_id: "p",
          client_email: "a@b.c",
          private_key: "-----BEGIN PRIVATE KEY-----\\nsk-secret\\n-----END PRIVATE KEY-----\\n"
        })
      })
      const failure = (yield* Effect.flip(ask(provider.credentials[0]!))) as { readonly _tag: string }
      assert.strictEqual(failure._tag, "AuthenticationFailed")
      assert.notInclude(String(failure) + JSON.stringify(failure), "sk-secret")
      assert.isUndefined((failure as { readonly cause?: unknown }).cause)
    })
  )
})
