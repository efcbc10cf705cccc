import { assert, describe, it } from "@effect/vitest"
import * as Estimate from "@turnout/core/Estimate"
import type { Message } from "@turnout/core/Message"
import type { Request } from "@turnout/core/Request"
import * as fc from "fast-check"

const of = (messages: ReadonlyArray<Message>, rest: Partial<Request> = {}): number =>
  Estimate.promptTokens({ messages, stream: false, ...rest })

const user = (content: Extract<Message, { role: "user" }>["content"]): Message => ({ role: "user", content })

describe("bytes", () => {
  it("are those of an encoder, for any text and any surrogate", () => {
    const units = fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes))
    fc.assert(
      fc.property(fc.oneof(units, fc.string({ unit: "binary" }), fc.string()), (text) => {
        for (const sent of [text, text.repeat(10), `${text}${"😀".repeat(10_000)}`]) {
          assert.strictEqual(Estimate.utf8Bytes(sent), new TextEncoder().encode(sent).length)
        }
      })
    )
    for (const text of ["", "a", "é", "€", "😀", "\ud83d", "\ude00", "\ud83d\ud83d\ude00", "x\ud83d"]) {
      assert.strictEqual(Estimate.utf8Bytes(text), new TextEncoder().encode(text).length)
    }
  })
})

describe("a prompt", () => {
  it("counts a token per four bytes and eight per message", () => {
    assert.strictEqual(of([user("12345678")]), 2 + 8)
    assert.strictEqual(of([user("123456789")]), 3 + 8)
    assert.strictEqual(of([user("1234"), user([{ type: "text", text: "1234" }])]), 2 + 16)
  })

  it("counts an image the same whatever its size", () => {
    const image = (url: string) => of([user([{ type: "image_url", image_url: { url } }])])
    assert.strictEqual(image("https://example.com/a.png"), Estimate.imageTokens + 8)
    assert.strictEqual(image(`data:image/png;base64,${"A".repeat(1_000_000)}`), Estimate.imageTokens + 8)
  })

  it("counts a long file and a long recording by their length, far below their characters", () => {
    const data = "A".repeat(640_000)
    assert.strictEqual(of([user([{ type: "file", file: { file_data: data } }])]), 10_000 + 8)
    assert.strictEqual(of([user([{ type: "file", file: { file_id: "f" } }])]), Estimate.imageTokens + 8)
    assert.strictEqual(of([user([{ type: "input_audio", input_audio: { data, format: "mp3" } }])]), 640 + 8)
  })

  it("counts tools and schemas by their JSON", () => {
    const parameters = { type: "object", properties: { city: { type: "string", maxLength: 100, enum: [] } } }
    const tool = {
      type: "function" as const,
      function: { name: "weather", description: "in a place", parameters }
    }
    const format = { type: "json_schema" as const, json_schema: { name: "answer", schema: parameters } }
    const near = (tokens: number, value: unknown) => {
      const bytes = JSON.stringify(value).length
      assert.approximately((tokens - of([])) * 4, bytes, bytes * 0.1)
    }
    near(of([], { tools: [tool] }), tool)
    near(of([], { response_format: format }), format.json_schema)
    assert.strictEqual(of([], { response_format: { type: "json_object" } }), 0)
  })

  it("counts what an assistant said and did, but no signature", () => {
    const said = (extra: object) => of([{ role: "assistant", ...extra } as Message])
    const call = { id: "call", type: "function", function: { name: "abcd", arguments: "{}{}" } }
    assert.strictEqual(said({}), 8)
    assert.strictEqual(said({ tool_calls: [call] }), 3 + 8)
    assert.strictEqual(said({ tool_calls: [{ ...call, signature: "x".repeat(400) }] }), 3 + 8)
    const detail = { type: "reasoning.text", text: "12345678", signature: "x".repeat(400) }
    assert.strictEqual(said({ reasoning_details: [detail] }), 2 + 8)
  })

  it("never shrinks when a message is added", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), (texts, more) => {
        const messages = texts.map((text) => user(text))
        assert.isAbove(of([...messages, user(more)]), of(messages))
      })
    )
  })
})
