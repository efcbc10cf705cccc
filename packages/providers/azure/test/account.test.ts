import { Azure } from "@turnout/azure"
import { assert, describe, it } from "@effect/vitest"
import { Transport, type TransportRequest } from "@turnout/wire/Transport"
import { Effect, Redacted } from "effect"

const silent = Transport.of({ send: () => Effect.die("no request leaves here") })

/** Where a deployment is asked, and with which headers. */
const asked = (options: Azure.Options, deployment = "gpt-4o") =>
  Effect.gen(function* () {
    const sent: Array<TransportRequest> = []
    const transport = Transport.of({
      send: (request) => {
        sent.push(request)
        return Effect.never
      }
    })
    const provider = yield* Effect.provideService(Azure.make(options), Transport, transport)
    const endpoint =
      provider.endpoints([]).find(({ provider_model_id: id }) => id === deployment) ??
      provider.passthrough(deployment)
    const prepared = provider.prepare(
      {
        request: {
          messages: [
            { role: "system", content: "Be" },
            { role: "user", content: "Hi" }
          ],
          stream: false
        },
        ledger: []
      },
      endpoint
    )
    const [credential] = provider.credentials
    const asked = credential!.ask === undefined ? credential!.key : yield* credential!.ask
    const key = Redacted.isRedacted(asked) ? asked : asked.key
    const call = provider.run(
      prepared,
      endpoint,
      { ...credential!, key },
      {
        connect_timeout_ms: 1000,
        now: 0
      }
    )
    yield* Effect.scoped(Effect.raceFirst(Effect.exit(call), Effect.yieldNow))
    return {
      ...sent[0]!,
      endpoint,
      body: prepared.body as { readonly messages?: ReadonlyArray<{ role: string }> }
    }
  })

describe("an account at Azure", () => {
  it.effect("is found by its resource, or by whatever address the portal shows", () =>
    Effect.gen(function* () {
      const v1 = "https://acme.openai.azure.com/openai/v1/chat/completions"
      for (const baseUrl of [
        "https://acme.openai.azure.com",
        "https://acme.openai.azure.com/",
        "https://acme.openai.azure.com/openai/v1/",
        "https://acme.openai.azure.com/openai/v1/chat/completions"
      ]) {
        assert.strictEqual((yield* asked({ apiKey: "k", baseUrl })).url, v1, baseUrl)
      }
      const foundry = yield* asked({ apiKey: "k", baseUrl: "https://acme.services.ai.azure.com/openai/v1" })
      assert.strictEqual(foundry.url, "https://acme.services.ai.azure.com/openai/v1/chat/completions")
      const dated = yield* asked({ apiKey: "k", baseUrl: "https://acme.azure.us", apiVersion: "2024-10-21" })
      assert.strictEqual(
        dated.url,
        "https://acme.azure.us/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
      )
    })
  )

  it.effect("is opened by a key in its own header, or by a token of Entra that a function gives", () =>
    Effect.gen(function* () {
      const key = yield* asked({ apiKey: "0123abcd", resource: "acme" })
      assert.deepInclude(key.headers, { "api-key": "0123abcd" })
      assert.notProperty(key.headers, "authorization")
      const token = "eyJhbGciOi.eyJhdWQi.c2ln"
      for (const apiKey of [token, () => Promise.resolve(token), Effect.succeed(token)]) {
        const { headers } = yield* asked({ apiKey, resource: "acme" })
        assert.deepInclude(headers, { authorization: `Bearer ${token}` })
        assert.notProperty(headers, "api-key")
      }
    })
  )

  it.effect("speaks to a deployment as to the model that the host says it is", () =>
    Effect.gen(function* () {
      const models = {
        mine: { model: "gpt-5.1" },
        "mine.too": { model: "gpt-5-pro" },
        plain: { model: "gpt-4o" }
      }
      const options = { apiKey: "k", resource: "acme", models }
      assert.deepStrictEqual(
        (yield* asked(options, "mine")).body.messages?.map(({ role }) => role),
        ["developer", "user"]
      )
      assert.deepStrictEqual(
        (yield* asked(options, "plain")).body.messages?.map(({ role }) => role),
        ["system", "user"]
      )
      assert.strictEqual(
        (yield* asked(options, "mine.too")).url,
        "https://acme.openai.azure.com/openai/v1/responses"
      )
      const { endpoint } = yield* asked(options, "mine")
      assert.strictEqual(endpoint.facts.capabilities.params["stop"]?.support, "no")
    })
  )

  it.effect("without a resource, or with one that is none, says which option is wrong", () =>
    Effect.gen(function* () {
      const wrong = (options: Azure.Options) =>
        Effect.map(
          Effect.flip(Effect.provideService(Azure.make(options), Transport, silent)),
          ({ violations }) => violations.map(({ param }) => param)
        )
      assert.deepStrictEqual(yield* wrong({ apiKey: "k" }), ["resource"])
      assert.deepStrictEqual(yield* wrong({ apiKey: "k", resource: "acme.openai.azure.com" }), ["resource"])
      assert.deepStrictEqual(yield* wrong({ apiKey: "k", resource: "acme", apiVersion: "v1" }), [
        "apiVersion"
      ])
    })
  )
})
