import Anthropic from "@anthropic-ai/sdk"
import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { google } from "@turnout/google"
import { openai } from "@turnout/openai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { createRouter } from "turnout"
import * as Upstream from "./upstream.ts"

type Fields = { readonly [field: string]: unknown }

const bodyOf = (request: ScriptedHttp.Recorded | undefined) => JSON.parse(request!.body) as Fields

const image = {
  type: "image" as const,
  source: { type: "base64" as const, media_type: "image/png" as const, data: "iVBORw0KGgo=" }
}
const schema = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false
}
const asked = {
  max_tokens: 2000,
  messages: [{ role: "user" as const, content: [{ type: "text" as const, text: "Where?" }, image] }],
  output_config: { format: { type: "json_schema" as const, schema } }
}

const gemini = {
  candidates: [
    { index: 0, content: { role: "model", parts: [{ text: '{"city":"Oslo"}' }] }, finishReason: "STOP" }
  ],
  usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2, totalTokenCount: 7 }
}

const response = {
  id: "resp_1",
  object: "response",
  created_at: 1,
  status: "completed",
  model: "m",
  output: [
    {
      id: "rs_1",
      type: "reasoning",
      summary: [{ type: "summary_text", text: "Thought." }],
      encrypted_content: "gAAA"
    },
    {
      id: "msg_1",
      type: "message",
      role: "assistant",
      status: "completed",
      content: [{ type: "output_text", text: '{"city":"Oslo"}', annotations: [] }]
    }
  ],
  usage: { input_tokens: 5, output_tokens: 2, total_tokens: 7 }
}

const message = {
  id: "msg_up",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5",
  content: [{ type: "text", text: '{"city":"Oslo"}' }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 5, output_tokens: 2 }
}

/** One request with an image and a structured answer, at a vendor of each kind. */
const vendors = {
  anthropic: {
    model: "claude-sonnet-4-5",
    answer: ScriptedHttp.json(message),
    of: (url: string) => anthropic({ apiKey: "k", baseUrl: url })
  },
  chat: {
    model: "gpt-4o",
    answer: Upstream.text('{"city":"Oslo"}'),
    of: (url: string) => openai({ apiKey: "k", baseUrl: `${url}/v1`, api: "chat" })
  },
  responses: {
    model: "gpt-5-pro",
    answer: ScriptedHttp.json(response),
    of: (url: string) => openai({ apiKey: "k", baseUrl: `${url}/v1`, api: "responses" })
  },
  google: {
    model: "gemini-2.5-flash",
    answer: ScriptedHttp.json(gemini),
    of: (url: string) => google({ apiKey: "k", baseUrl: url })
  }
}

const at = async (
  vendor: keyof typeof vendors,
  test: (client: Anthropic, server: ScriptedHttp.ScriptedHttp, model: string) => Promise<void>,
  script: ScriptedHttp.Script = () => vendors[vendor].answer
): Promise<void> => {
  const { model, of } = vendors[vendor]
  await Upstream.withUpstream(script, async (server) => {
    await using router = createRouter({ providers: [of(server.url)] })
    await test(new Anthropic({ apiKey: "unused", fetch: router.fetch }), server, model)
  })
}

describe("one request of the Messages API", () => {
  for (const vendor of ["anthropic", "chat", "responses", "google"] as const) {
    it(`brings its image and its schema to ${vendor}, and a structured answer back`, () =>
      at(vendor, async (client, server, model) => {
        const answer = await client.messages.create({ ...asked, model })
        const text = answer.content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("")
        assert.deepStrictEqual(JSON.parse(text), { city: "Oslo" })
        assert.strictEqual(answer.stop_reason, "end_turn")
        const sent = JSON.stringify(bodyOf(server.requests[0]))
        assert.include(sent, "iVBORw0KGgo=")
        assert.include(sent, '"city"')
        assert.strictEqual(server.requests.length, 1)
      }))
  }

  it("gives a model of Responses its encrypted reasoning back", () =>
    at("responses", async (client, server, model) => {
      const { output_config: _, ...plain } = asked
      const first = await client.messages.create({ ...plain, model })
      assert.deepInclude(first.content[0], { type: "thinking", thinking: "Thought." })
      await client.messages.create({
        ...plain,
        model,
        messages: [
          ...plain.messages,
          { role: "assistant", content: first.content },
          { role: "user", content: "Again?" }
        ]
      })
      const items = bodyOf(server.requests[1])["input"] as ReadonlyArray<Fields>
      const reasoning = items.find(({ type }) => type === "reasoning")
      assert.deepInclude(reasoning, { encrypted_content: "gAAA" })
    }))

  it("says that a prompt is too long in the words by which clients compact it", () =>
    at(
      "chat",
      async (client, _, model) => {
        const error = (await client.messages
          .create({ ...asked, model })
          .catch((error: unknown) => error)) as {
          readonly status: number
          readonly error: { readonly error: { readonly message: string } }
        }
        assert.strictEqual(error.status, 400)
        assert.strictEqual(error.error.error.message, "prompt is too long: 130000 tokens > 128000 maximum")
      },
      () =>
        Upstream.refusal(400, {
          message:
            "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens.",
          type: "invalid_request_error",
          param: "messages",
          code: "context_length_exceeded"
        })
    ))

  it("is refused where no endpoint has the vendor's own tools", () =>
    at("chat", async (client, server, model) => {
      const tools = [{ type: "web_search_20250305" as const, name: "web_search" as const }]
      const error = (await client.messages
        .create({ max_tokens: 10, model, messages: [{ role: "user", content: "a" }], tools })
        .catch((error: unknown) => error)) as { readonly status: number; readonly message: string }
      assert.strictEqual(error.status, 400)
      assert.strictEqual(server.requests.length, 0)
    }))
})

describe("a native stream", () => {
  const frames = [
    { type: "message_start", message: { ...message, content: [], stop_reason: null } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Réin." } },
    { type: "content_block_stop", index: 0 },
    {
      type: "message_delta",
      delta: { stop_reason: "end_turn", stop_sequence: null },
      usage: { output_tokens: 2 }
    },
    { type: "message_stop" }
  ]
  const bytes = new TextEncoder().encode(
    frames.map((frame) => `event: ${frame.type}\ndata: ${JSON.stringify(frame)}\n\n`).join("")
  )

  it("tells the same events, wherever its bytes are cut", async () => {
    const cuts = Array.from({ length: 24 }, (_, index) => Math.floor((index * bytes.length) / 24))
    const told: Array<string> = []
    await at(
      "anthropic",
      async (client, _, model) => {
        for (const cut of cuts) {
          const events: Array<unknown> = []
          const { output_config: _, ...plain } = asked
          for await (const event of await client.messages.create({ ...plain, model, stream: true })) {
            const { routing_metadata: __, ...own } = event as unknown as Fields
            events.push(own)
          }
          assert.deepStrictEqual(events, frames, String(cut))
          told.push(JSON.stringify(events))
        }
      },
      (_, index) => ScriptedHttp.sse([bytes.slice(0, cuts[index]), bytes.slice(cuts[index])] as never)
    )
    assert.strictEqual(new Set(told).size, 1)
  })
})
