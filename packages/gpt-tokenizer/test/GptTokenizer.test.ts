import { assert, describe, it } from "@effect/vitest"
import * as Estimate from "@turnout/core/Estimate"
import type { Message } from "@turnout/core/Message"
import type { Request } from "@turnout/core/Request"
import * as GptTokenizer from "@turnout/gpt-tokenizer/GptTokenizer"
import * as Growth from "@turnout/testing/Growth"
import { countTokens } from "gpt-tokenizer/encoding/o200k_base"
import * as fc from "fast-check"

const request = (...messages: ReadonlyArray<Message>): Request => ({ messages, stream: false })
const perMessage = 8

describe("counting", () => {
  it("a short text has the tokenizer's own count", () =>
    assert.strictEqual(GptTokenizer.count("Hello, world!"), countTokens("Hello, world!")))

  it("a text in many pieces is off by a token per piece at most", () => {
    const text = "The quick brown fox jumps over the lazy dog. ".repeat(1000)
    assert.closeTo(GptTokenizer.count(text), countTokens(text), text.length / 2000 + 1)
  })

  it("of an endless text a part is counted, and the rest is like it", () => {
    const text = "All work and no play. ".repeat(100_000)
    assert.closeTo(GptTokenizer.count(text) / (text.length / 22), countTokens("All work and no play. "), 1)
  })

  it("takes no text for a special token, and any text at all", () => {
    assert.isAbove(GptTokenizer.count("<|endoftext|>"), 1)
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 5000 }), (text) => {
        const tokens = GptTokenizer.count(text)
        assert.isTrue(Number.isInteger(tokens) && tokens >= 0)
      })
    )
    assert.isAbove(GptTokenizer.count("\ud800\udc00\ud800"), 0)
  })

  it("a run without a space takes time by its length alone, as prose does", () => {
    for (const text of ["a", "The quick brown fox. "]) {
      const count = (length: number) => {
        const run = text.repeat(length / text.length)
        return () => GptTokenizer.count(run)
      }
      assert.isBelow(Growth.perUnit(count, { small: 4000, large: 64_000 }), 4, text)
    }
  })
})

describe("the estimate of a request", () => {
  it("is the count of its texts, and what every message takes besides", () => {
    const said = "What is the capital of France?"
    assert.strictEqual(
      GptTokenizer.estimate(
        request({ role: "system", content: "Be brief." }, { role: "user", content: said })
      ),
      GptTokenizer.count("Be brief.") + GptTokenizer.count(said) + 2 * perMessage
    )
  })

  it("is nearer than bytes where words are not Latin", () => {
    const japanese = request({ role: "user", content: "東京は日本の首都です。".repeat(50) })
    const truth = countTokens("東京は日本の首都です。".repeat(50))
    const off = (estimate: number) => Math.abs(estimate - truth)
    assert.isBelow(off(GptTokenizer.estimate(japanese)), off(Estimate.promptTokens(japanese)))
  })

  it("leaves to the other what is no text", () => {
    const image = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } } as const
    const asked = request({ role: "user", content: [{ type: "text", text: "Look:" }, image] })
    assert.strictEqual(
      GptTokenizer.estimate(asked),
      GptTokenizer.count("Look:") + Estimate.imageTokens + perMessage
    )
  })

  it("counts tools, schemas and the calls of a history", () => {
    const base = request({ role: "user", content: "hi" })
    const plain = GptTokenizer.estimate(base)
    const tool = {
      type: "function",
      function: { name: "weather", description: "Tells the weather." }
    } as const
    assert.isAbove(GptTokenizer.estimate({ ...base, tools: [tool] }), plain + 8)
    const schema = { name: "answer", schema: { type: "object", properties: { city: { type: "string" } } } }
    assert.isAbove(
      GptTokenizer.estimate({ ...base, response_format: { type: "json_schema", json_schema: schema } }),
      plain + 8
    )
    const call = {
      id: "1",
      type: "function",
      function: { name: "weather", arguments: '{"city":"Paris"}' }
    } as const
    assert.isAbove(
      GptTokenizer.estimate(request({ role: "assistant", tool_calls: [call] })),
      GptTokenizer.count('weather{"city":"Paris"}')
    )
  })
})
