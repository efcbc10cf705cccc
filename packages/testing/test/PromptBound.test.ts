import { assert, describe, it } from "@effect/vitest"
import * as Fit from "@turnout/core/Fit"
import * as Listing from "@turnout/core/Listing"
import type { Json } from "@turnout/core/Json"
import * as PromptBound from "@turnout/core/PromptBound"
import type { Request } from "@turnout/core/Request"
import * as Requests from "@turnout/testing/Requests"
import * as AnthropicMessages from "@turnout/wire/AnthropicMessages"
import * as OpenAiChat from "@turnout/wire/OpenAiChat"
import * as fc from "fast-check"

/** The text of a body as a tokenizer of single bytes would read it, media left out. */
const bytesOf = (value: Json | undefined): number => {
  if (typeof value === "string") return new TextEncoder().encode(value).length
  if (typeof value !== "object" || value === null) return value === undefined ? 0 : String(value).length
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + bytesOf(item as Json), 0)
  let bytes = 0
  for (const [key, item] of Object.entries(value)) {
    if (key === "data" || key === "file_data" || key === "media_type") continue
    if (key === "url" && typeof item === "string" && item.startsWith("data:")) continue
    bytes += key.length + bytesOf(item as Json)
  }
  return bytes
}

/** What templates add around every message: a marker of its role, its end, and the beginning of the answer. */
const perMessage = 6

const protocols = {
  "openai-chat": OpenAiChat.protocol,
  "anthropic-messages": AnthropicMessages.protocol
}

const prompt = ["messages", "system", "tools", "response_format", "output_config"]

describe("the bound of a prompt", () => {
  for (const [name, protocol] of Object.entries(protocols)) {
    it(`is no less than every byte that a body tells the model: ${name}`, () => {
      const endpoint = Listing.passthrough("m", { provider: "p", defaults: protocol.defaults })
      fc.assert(
        fc.property(Requests.requests(), (request) => {
          const fitted = Fit.fit(request, endpoint, { id: "p", aliases: [] })
          const { body } = protocol.body(fitted, endpoint)
          const messages = Array.isArray(body["messages"]) ? body["messages"].length : 0
          const told = prompt.reduce((sum, field) => sum + bytesOf(body[field]), 0)
          const bound = PromptBound.tokens(PromptBound.of(request), protocol.defaults.overhead)
          assert.isAtLeast(bound, told + perMessage * messages)
        }),
        { numRuns: 300 }
      )
    })
  }

  const user = (content: unknown, more: Partial<Request> = {}): Request =>
    ({ messages: [{ role: "user", content }], stream: false, ...more }) as Request
  const tokens = (request: Request, overhead = {}) => PromptBound.tokens(PromptBound.of(request), overhead)

  it("leaves out no text because its field is called like a medium's", () => {
    const long = "x".repeat(10_000)
    const parameters = { type: "object", properties: { a: { default: { data: long, file_data: long } } } }
    const tool = { type: "function", function: { name: "f", parameters } }
    const turn = {
      role: "assistant",
      content: null,
      reasoning_details: [{ type: "reasoning.encrypted", data: long }]
    }
    const schema = { name: "s", schema: { const: { url: `data:${long}` } } }
    for (const [more, least] of [
      [{ tools: [tool] }, 20_000],
      [{ messages: [turn] }, 10_000],
      [{ response_format: { type: "json_schema", json_schema: schema } }, 10_000],
      [{ unknown: { data: long } }, 10_000]
    ] as const) {
      assert.isAtLeast(tokens(user("hi", more as unknown as Partial<Request>)), least)
    }
  })

  it("holds a response format that asks for nothing, too", () => {
    const request = { messages: [{ role: "assistant" }], response_format: { type: "text" } }
    const plain = { messages: request.messages }
    assert.isAtLeast(
      tokens(request as unknown as Request) - tokens(plain as unknown as Request),
      bytesOf(request.response_format)
    )
  })

  it("knows of what may make a vendor search, wherever the request says it", () => {
    const searches = (more: object) => PromptBound.of(user("hi", more as Partial<Request>)).searches
    for (const more of [
      { web_search_options: {} },
      { unknown: { search_parameters: { mode: "on" } } },
      { unknown: { plugins: [{ id: "web" }] } },
      { extensions: { p: { tools: [{ type: "web_search_20250305" }] } } },
      { extensions: { p: { data_sources: [] } } }
    ]) {
      assert.isTrue(searches(more), JSON.stringify(more))
    }
    for (const more of [
      {},
      { tools: [] },
      { extensions: { p: { top_k: 1 } } },
      { unknown: { documents: [] } }
    ])
      assert.isFalse(searches(more), JSON.stringify(more))
  })

  it("of a short question is little more than its bytes", () => {
    assert.isAtMost(tokens(user("hi")), 40)
    assert.isAtLeast(tokens(user("日本語")), 9 + perMessage)
  })

  it("grows with every byte of tools and schemas, and of what is passed on", () => {
    const plain = tokens(user("hi"))
    const schema = { type: "object", properties: { name: { type: "string", description: "x".repeat(500) } } }
    const tool = { type: "function", function: { name: "f", parameters: schema } } as const
    assert.isAtLeast(tokens(user("hi", { tools: [tool] })), plain + 500)
    const format = { type: "json_schema", json_schema: { name: "f", schema } } as const
    assert.isAtLeast(tokens(user("hi", { response_format: format })), plain + 500)
    assert.isAtLeast(tokens(user("hi", { extensions: { p: { system: "y".repeat(300) } } })), plain + 300)
    assert.isAtLeast(tokens(user("hi", { unknown: { documents: "z".repeat(300) } })), plain + 300)
  })

  it("counts images and clips by what vendors take for them, not by their data", () => {
    const image = { type: "image_url", image_url: { url: `data:image/png;base64,${"A".repeat(100_000)}` } }
    assert.isAtMost(tokens(user([image]), { image: 1445 }), 1445 + 200)
    assert.isAtLeast(tokens(user([image])), 16_384)
    // A minute of speech at 6 kbit/s, and the 32 tokens per second of the dearest vendor.
    const clip = { type: "input_audio", input_audio: { data: "A".repeat(60_000), format: "mp3" } }
    assert.isAtLeast(tokens(user([clip])), 60 * 32)
    assert.isAtMost(tokens(user([clip])), 60 * 32 + 300)
  })

  it("is open where the window alone bounds it", () => {
    assert.strictEqual(tokens(user([{ type: "file", file: { file_id: "file_1" } }])), Infinity)
    const spoken = { role: "assistant", audio: { id: "audio_1" } } as const
    assert.strictEqual(tokens({ messages: [spoken], stream: false }), Infinity)
  })
})
