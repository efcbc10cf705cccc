import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import { createRouter } from "turnout"
import * as Upstream from "./upstream.ts"

const messages = [{ role: "user", content: "hi" }]
const bodies: { readonly [path: string]: object } = {
  "chat/completions": { model: "gpt-4o-mini", temperature: 0, messages },
  messages: { model: "gpt-4o-mini", temperature: 0, max_tokens: 100, messages }
}

describe("a kept answer over HTTP", () => {
  for (const [path, body] of Object.entries(bodies)) {
    it(`is one request to the vendor, and says where it comes from: ${path}`, () =>
      Upstream.withUpstream(
        () => Upstream.text("hello"),
        async (server) => {
          await using router = createRouter({
            providers: [openai({ apiKey: "sk-a", baseUrl: server.url })],
            cache: {}
          })
          const ask = () =>
            router.fetch(`http://host/v1/${path}`, { method: "POST", body: JSON.stringify(body) })
          const first = await ask()
          assert.strictEqual(first.status, 200, await first.clone().text())
          const again = await ask()
          assert.deepStrictEqual(
            [first, again].map(({ headers }) => [headers.get("x-cache"), headers.get("age")]),
            [
              ["miss", null],
              ["hit", "0"]
            ]
          )
          const [one, other] = (await Promise.all([first.json(), again.json()])) as ReadonlyArray<{
            readonly id: string
            readonly content?: unknown
            readonly choices?: unknown
          }>
          assert.deepStrictEqual(
            [one!.id, one!.choices, one!.content],
            [other!.id, other!.choices, other!.content]
          )
        }
      ))
  }

  it("a header Idempotency-Key gives the same answer, and refuses another body with 409", () =>
    Upstream.withUpstream(
      () => Upstream.text("hello"),
      async (server) => {
        await using router = createRouter({ providers: [openai({ apiKey: "sk-a", baseUrl: server.url })] })
        const ask = (more: object) =>
          router.fetch("http://host/v1/chat/completions", {
            method: "POST",
            headers: { "idempotency-key": "k" },
            body: JSON.stringify({ ...bodies["chat/completions"], ...more })
          })
        assert.deepStrictEqual(
          [await ask({}), await ask({}), await ask({ seed: 1 })].map(({ headers, status }) => [
            status,
            headers.get("x-cache")
          ]),
          [
            [200, "miss"],
            [200, "hit"],
            [409, null]
          ]
        )
      }
    ))
})
