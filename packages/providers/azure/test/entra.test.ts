import { assert, describe, it } from "@effect/vitest"
import { Azure, Entra } from "@turnout/azure"
import type { Credential } from "@turnout/core/Provider"
import { Transport, type TransportRequest } from "@turnout/wire/Transport"
import { Effect, Redacted } from "effect"

const jwt = (index: number) => `eyJhbGciOiJub25lIn0.eyJuIjo${index}fQ.sig`

const accountOf = (apiKey: ReturnType<typeof Entra.tokens>, transport: Transport["Service"]) =>
  Effect.provideService(Azure.make({ resource: "acme", apiKey }), Transport, transport)

const silent = Transport.of({ send: () => Effect.die("no request leaves here") })

describe("tokens of Entra", () => {
  it.effect("are asked for when they are needed, of the right scope, with their end", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      let loaded = 0
      const getToken = (scope: string) => {
        asked.push(scope)
        return Promise.resolve({ token: jwt(asked.length), expiresOnTimestamp: asked.length * 1000 })
      }
      const load = () => {
        loaded++
        return Promise.resolve({ getToken })
      }
      const provider = yield* accountOf(Entra.tokens(load), silent)
      assert.deepStrictEqual([loaded, asked.length], [0, 0])
      const ask = provider.credentials[0]!.ask!
      const [first, second] = [yield* ask, yield* ask]
      assert(!Redacted.isRedacted(first) && !Redacted.isRedacted(second))
      assert.deepStrictEqual(
        [Redacted.value(first.key), first.expiresAt, Redacted.value(second.key), second.expiresAt],
        [jwt(1), 1000, jwt(2), 2000]
      )
      assert.deepStrictEqual([loaded, asked], [1, Array(2).fill("https://ai.azure.com/.default")])
      const old = "https://cognitiveservices.azure.com/.default"
      yield* Entra.tokens({ getToken }, { scope: old })
      assert.strictEqual(asked.at(-1), old)
    })
  )

  it.effect("go as bearers", () =>
    Effect.gen(function* () {
      const sent: Array<TransportRequest> = []
      const transport = Transport.of({
        send: (request) => {
          sent.push(request)
          return Effect.never
        }
      })
      const provider = yield* accountOf(Entra.tokens({ getToken: () => Promise.resolve(null) }), transport)
      const endpoint = provider.passthrough("gpt-5")
      const request = { messages: [{ role: "user" as const, content: "Hi" }], stream: false }
      const credential: Credential = { ...provider.credentials[0]!, key: Redacted.make(jwt(1)) }
      const call = provider.run(provider.prepare({ request, ledger: [] }, endpoint), endpoint, credential, {
        connect_timeout_ms: 1,
        now: 0
      })
      yield* Effect.scoped(Effect.raceFirst(Effect.exit(call), Effect.yieldNow))
      assert.strictEqual(sent[0]!.headers["authorization"], `Bearer ${jwt(1)}`)
      assert.notProperty(sent[0]!.headers, "api-key")
    })
  )

  it.effect("that the directory refuses, or does not give, are that key's failure", () =>
    Effect.gen(function* () {
      const wrong = new Error("AADSTS7000215: Invalid client secret provided: sk-secret-Aa0Bb1Cc2.")
      for (const [getToken, code] of [
        [() => Promise.reject(wrong), "AADSTS7000215"],
        [() => Promise.resolve(null), "Error"]
      ] as const) {
        const failure = yield* Effect.flip(Entra.tokens({ getToken }))
        assert.deepInclude(failure, { _tag: "AuthenticationFailed", code })
        assert.notInclude(JSON.stringify(failure) + String(failure), "sk-secret")
      }
    })
  )
})
