import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import { apiKeys, createRouter, type Options, reveal, type TurnoutRouter } from "turnout"
import * as Upstream from "./upstream.ts"

const url = "http://in.process/v1/chat/completions"
const request = { model: "gpt-4o-mini", messages: [{ role: "user", content: "hi" }] }

const routed = (
  options: Partial<Options>,
  use: (router: TurnoutRouter, sent: () => number) => Promise<void>
) =>
  Upstream.withUpstream(
    () => Upstream.text("hello"),
    async (server) => {
      await using router = createRouter({
        ...options,
        providers: [openai({ apiKey: "sk-1", baseUrl: server.url })]
      })
      await use(router, () => server.requests.length)
    }
  )

const post = (headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  method: "POST",
  body: JSON.stringify(request),
  headers
})

describe("router.fetch", () => {
  it("asks for a key where the host says so, and the key goes no further", async () => {
    const keys = apiKeys({ prefix: "ak_" })
    const { key } = await keys.create({ workspace_id: "w" })
    await Upstream.withUpstream(
      () => Upstream.text("hello"),
      async (server) => {
        await using router = createRouter({
          authenticate: keys,
          providers: [openai({ apiKey: "sk-1", baseUrl: server.url })]
        })
        assert.strictEqual((await router.fetch(url, post())).status, 401)
        assert.lengthOf(server.requests, 0)
        const headers = { authorization: `Bearer ${reveal(key)}` }
        assert.strictEqual((await router.fetch(url, post(headers))).status, 200)
        assert.notInclude(JSON.stringify(server.requests), reveal(key))
        const me = await router.fetch("http://in.process/v1/me", { headers })
        assert.deepInclude(await me.json(), { object: "api_key_identity", workspace_id: "w" })
        // Who is known already is not asked.
        assert.strictEqual((await router.fetchFor({ user_id: "u" })(url, post())).status, 200)
      }
    )
  })

  it("tells pages of the host's origins, and the host of every refusal", async () => {
    const told: Array<string> = []
    await routed(
      { cors: { origins: "https://app.example" }, onError: ({ code }) => void told.push(code) },
      async (router, sent) => {
        const response = await router.fetch(url, {
          ...post({ origin: "https://app.example" }),
          body: "{}"
        })
        assert.strictEqual(response.status, 400)
        assert.strictEqual(response.headers.get("access-control-allow-origin"), "https://app.example")
        assert.strictEqual(sent(), 0)
        const { error } = (await response.json()) as { readonly error: { readonly code: string } }
        assert.deepStrictEqual(told, [error.code])
      }
    )
  })
})
