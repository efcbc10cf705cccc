import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { createRouter } from "turnout"
import * as Upstream from "./upstream.ts"

/* Each door answers in its own API's form and in its caller's own names. */

const isOpenAi = (body: object) => assert.hasAllKeys(body, ["error"])
const isAnthropic = (body: object, { headers }: Response) => {
  assert.strictEqual((body as { readonly type: string }).type, "error")
  assert.strictEqual((body as { readonly request_id: string }).request_id, headers.get("request-id"))
}
const paths = {
  "chat/completions": isOpenAi,
  responses: isOpenAi,
  embeddings: isOpenAi,
  messages: isAnthropic,
  "messages/count_tokens": isAnthropic
}

const post = (router: Pick<ReturnType<typeof createRouter>, "fetch">, path: string, body: object = {}) =>
  router.fetch(`http://host/v1/${path}`, { method: "POST", body: JSON.stringify(body) })

describe("what no route could answer is told in the form of the path's API", () => {
  for (const [path, check] of Object.entries(paths)) {
    it(`by a router that was closed, at ${path}`, async () => {
      const router = createRouter({ providers: [openai({ apiKey: "sk-a" })] })
      await router.ready()
      await router.close()
      const response = await post(router, path)
      assert.strictEqual(response.status, 503)
      check((await response.json()) as object, response)
    })

    it(`by a router that cannot be built, at ${path}`, async () => {
      await using router = createRouter({ providers: [openai({ apiKey: "sk-a" })], hegde: {} } as never)
      const response = await post(router, path)
      assert.strictEqual(response.status, 500)
      check((await response.json()) as object, response)
    })
  }
})

describe("all violations of a Messages request are listed at once", () => {
  it("those of the API's own fields and those of what they mean", () =>
    Upstream.withUpstream([], async (server) => {
      await using router = createRouter({
        providers: [anthropic({ apiKey: "sk-a", baseUrl: server.url })]
      })
      const body = {
        max_tokens: 0,
        temperature: 9,
        top_k: -1,
        messages: [{ role: "user", content: [{ type: "image" }] }],
        tools: [{ input_schema: { type: "object" } }],
        gateway: { routing: { mode: "none" } }
      }
      const response = await post(router, "messages", body)
      assert.strictEqual(response.status, 400)
      const text = await response.text()
      const places = [
        "max_tokens",
        "temperature",
        "top_k",
        "messages[0].content[0].source",
        "tools[0].name",
        "gateway.routing.mode",
        "model"
      ]
      for (const place of places) assert.include(text, `'${place}'`)
      assert.lengthOf(server.requests, 0)
    }))
})

describe("what is lost of a Responses request is told in its own names", () => {
  const thinking = { type: "thinking", thinking: "Hm.", signature: "c2ln" }
  const message = {
    id: "msg_up",
    type: "message",
    role: "assistant",
    model: "claude-sonnet-4-5",
    content: [thinking, { type: "text", text: "Yes." }],
    stop_reason: "end_turn",
    usage: { input_tokens: 1, output_tokens: 1 }
  }
  const reasoning = { id: "rs_1", type: "reasoning", summary: [], encrypted_content: "gAAAAABq==" }
  const response = {
    id: "resp_1",
    object: "response",
    status: "completed",
    model: "gpt-5.6-sol",
    output: [
      reasoning,
      {
        type: "message",
        role: "assistant",
        content: [{ type: "output_text", text: "Yes.", annotations: [] }]
      }
    ]
  }

  it("reasoning of another vendor, both where the API is spoken and where it is not", () =>
    Upstream.withUpstream(
      ({ path }) => ScriptedHttp.json(path.endsWith("/responses") ? response : message),
      async (server) => {
        await using router = createRouter({
          providers: [
            anthropic({ apiKey: "sk-a", baseUrl: server.url }),
            openai({ apiKey: "sk-b", baseUrl: `${server.url}/v1` })
          ]
        })
        const claude = "claude-sonnet-4-5"
        const gpt = "gpt-5.6-sol"
        for (const [first, second] of [
          [claude, gpt],
          [gpt, claude]
        ] as const) {
          const { output } = await router.responses.create({ model: first, input: "Well?" })
          const { routing_metadata } = await router.responses.create({
            model: second,
            input: [{ role: "user", content: "Well?" }, ...output, { role: "user", content: "Sure?" }]
          })
          assert.deepStrictEqual(
            routing_metadata!.warnings.map(({ param, type }) => [type, param]),
            [["reasoning_dropped", "input[1].encrypted_content"]]
          )
        }
      }
    ))
})
