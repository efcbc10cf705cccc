import { assert, describe, it } from "@effect/vitest"
import type { Source } from "@turnout/core/Source"
import { Vertex } from "@turnout/vertex"
import { Transport, type TransportRequest } from "@turnout/wire/Transport"
import { Effect } from "effect"

describe("a caller's own Messages request at Vertex", () => {
  it.effect("goes to Claude as it is, the model in the path, and without the caller's betas", () =>
    Effect.gen(function* () {
      let request: TransportRequest | undefined
      const transport = Transport.of({
        send: (given) => {
          request = given
          return Effect.never
        }
      })
      const options = { apiKey: "token", project: "p" }
      const provider = yield* Effect.provideService(Vertex.make(options), Transport, transport)
      const endpoint = provider.passthrough("claude-sonnet-4-5@20250929")
      assert.deepStrictEqual(endpoint.facts.speaks, ["anthropic-messages"])
      assert.isUndefined(provider.passthrough("gemini-2.5-pro").facts.speaks)
      const body = {
        max_tokens: 10,
        messages: [{ role: "user", content: [{ type: "text", text: "Hi", odd: 1 }] }],
        mcp_servers: []
      }
      const source: Source = { format: "anthropic-messages", body, headers: { "anthropic-beta": "x" } }
      const asked = { messages: [{ role: "user" as const, content: "Hi" }], stream: true }
      const prepared = provider.prepare({ request: asked, ledger: [], source }, endpoint)
      assert.strictEqual(prepared.source, "anthropic-messages")
      const call = provider.run(prepared, endpoint, provider.credentials[0]!, {
        connect_timeout_ms: 1,
        now: 0
      })
      yield* Effect.scoped(Effect.raceFirst(Effect.exit(call), Effect.yieldNow))
      assert.match(request!.url, /claude-sonnet-4-5@20250929:streamRawPredict$/)
      assert.deepStrictEqual(JSON.parse(String(request!.body)), {
        anthropic_version: "vertex-2023-10-16",
        ...body,
        stream: true
      })
      assert.isUndefined(request!.headers["anthropic-beta"])
    })
  )
})
