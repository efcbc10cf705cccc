import { assert, describe, it } from "@effect/vitest"
import type { Message, ReasoningDetail } from "@turnout/core/Message"
import * as fc from "fast-check"
import { common } from "../../src/anthropic-messages/forms.ts"
import { toForm } from "../../src/TextForm.ts"
import { sealed, turns } from "./endpoints.ts"

const text = (words: string) => ({ type: "text", text: words })
const use = (id: string, name: string, input: object = {}) => ({ type: "tool_use", id, name, input })
const call = (id: string, name = "f", words = "{}") =>
  ({ id, type: "function", function: { name, arguments: words } }) as const
const conversation = (...messages: ReadonlyArray<Message>) => turns(messages)

describe("the conversation", () => {
  it("begins behind the instructions that lead it", () => {
    const { system, messages } = conversation(
      { role: "system", content: "Be brief." },
      { role: "developer", content: [{ type: "text", text: "Be kind." }] },
      { role: "user", content: "Hi" }
    )
    assert.deepStrictEqual(system, [text("Be brief."), text("Be kind.")])
    assert.deepStrictEqual(messages, [{ role: "user", content: [text("Hi")] }])
  })

  it("takes later instructions into a turn, or as they are where the endpoint can", () => {
    const messages: ReadonlyArray<Message> = [
      { role: "user", content: "Hi" },
      { role: "system", content: "Now in French." },
      { role: "user", content: "Go on" }
    ]
    const folded = turns(messages)
    assert.deepStrictEqual(folded.messages, [
      { role: "user", content: [text("Hi"), text("Now in French."), text("Go on")] }
    ])
    assert.deepInclude(folded.ledger, { action: "emulated", param: "messages[1].role", reason: "dialect" })
    const kept = turns(messages, sealed)
    assert.deepStrictEqual(kept.messages, [
      { role: "user", content: [text("Hi")] },
      { role: "system", content: [text("Now in French.")] },
      { role: "user", content: [text("Go on")] }
    ])
    assert.isFalse(kept.ledger.some(({ action }) => action === "emulated"))
  })

  it("has a turn to answer to even when it is all instructions", () => {
    const { system, messages } = conversation({ role: "system", content: "Tell a joke." })
    assert.isUndefined(system)
    assert.deepStrictEqual(messages, [{ role: "user", content: [text("Tell a joke.")] }])
  })

  it("answers all calls of a turn at the head of the next one, wherever the results stood", () => {
    const { messages } = conversation(
      { role: "user", content: "Sum?" },
      { role: "assistant", content: "Adding.", tool_calls: [call("a"), call("b")] },
      { role: "user", content: "Hurry" },
      { role: "tool", tool_call_id: "a", content: "5" },
      { role: "tool", tool_call_id: "b", content: [{ type: "text", text: "6" }] },
      { role: "user", content: "Well?" }
    )
    assert.deepStrictEqual(messages, [
      { role: "user", content: [text("Sum?")] },
      { role: "assistant", content: [text("Adding."), use("a", "f"), use("b", "f")] },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "a", content: [text("5")] },
          { type: "tool_result", tool_use_id: "b", content: [text("6")] },
          text("Hurry"),
          text("Well?")
        ]
      }
    ])
  })

  it("puts results before an instruction that came between", () => {
    const { messages } = turns(
      [
        { role: "user", content: "Sum?" },
        { role: "assistant", tool_calls: [call("a")] },
        { role: "system", content: "Be brief." },
        { role: "tool", tool_call_id: "a", content: "" }
      ],
      sealed
    )
    assert.deepStrictEqual((messages as ReadonlyArray<unknown>).slice(1), [
      { role: "assistant", content: [use("a", "f")] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "a" }] },
      { role: "system", content: [text("Be brief.")] }
    ])
  })

  it("merges turns of one role and leaves out what says nothing", () => {
    const { messages } = conversation(
      { role: "user", content: "One" },
      { role: "assistant", content: "" },
      {
        role: "user",
        content: [
          { type: "text", text: "  " },
          { type: "text", text: "Two" }
        ]
      },
      { role: "assistant", content: "A", refusal: "B" },
      { role: "assistant", content: [{ type: "refusal", refusal: "C" }] }
    )
    assert.deepStrictEqual(messages, [
      { role: "user", content: [text("One"), text("Two")] },
      { role: "assistant", content: [text("A"), text("B"), text("C")] }
    ])
  })

  it("ends without white space where the answer is to go on", () => {
    const { messages, ledger } = conversation(
      { role: "user", content: "Count" },
      { role: "assistant", content: "1, 2, " }
    )
    assert.deepStrictEqual((messages as ReadonlyArray<unknown>)[1], {
      role: "assistant",
      content: [text("1, 2,")]
    })
    assert.isTrue(ledger.some(({ param }) => param === "messages[1].content"))
  })

  it("says of every field of a message that it cannot carry", () => {
    const { ledger } = conversation({ role: "user", content: "Hi", name: "Ann", mood: "good" } as Message)
    const lost = ledger.filter(({ action }) => action === "dropped").map(({ param }) => param)
    assert.deepStrictEqual(lost, ["messages[0].name", "messages[0].mood"])
  })
})

describe("parts", () => {
  const user = (...content: ReadonlyArray<object>) => {
    const { messages, ledger } = conversation({ role: "user", content } as unknown as Message)
    return {
      content: (messages as ReadonlyArray<{ content: unknown }>)[0]?.content,
      lost: ledger.filter(({ action }) => action === "dropped").map(({ param }) => param)
    }
  }

  it("carry images by address or by value, with their cache marks", () => {
    const { content } = user(
      {
        type: "image_url",
        image_url: { url: "https://example.org/a.png" },
        cache_control: { type: "ephemeral", ttl: "1h" }
      },
      { type: "image_url", image_url: { url: "data:image/png;base64,aGk=", detail: "auto" } },
      { type: "text", text: "What?", cache_control: { type: "ephemeral" } }
    )
    assert.deepStrictEqual(content, [
      {
        type: "image",
        source: { type: "url", url: "https://example.org/a.png" },
        cache_control: { type: "ephemeral", ttl: "1h" }
      },
      { type: "image", source: { type: "base64", media_type: "image/png", data: "aGk=" } },
      { type: "text", text: "What?", cache_control: { type: "ephemeral" } }
    ])
  })

  it("carry documents: PDF, text, a file of the vendor's, an address, an image in disguise", () => {
    const { content, lost } = user(
      { type: "file", file: { file_data: "data:application/pdf;base64,aGk=", filename: "a.pdf" } },
      { type: "file", file: { file_data: "data:text/plain;base64,R3LDvMOfZQ==" } },
      { type: "file", file: { file_id: "file_1" } },
      { type: "file", file: { file_data: "https://example.org/b.pdf" } },
      { type: "file", file: { file_data: "data:image/png;base64,aGk=", filename: "c.png" } }
    )
    assert.deepStrictEqual(content, [
      {
        type: "document",
        source: { type: "base64", media_type: "application/pdf", data: "aGk=" },
        title: "a.pdf"
      },
      { type: "document", source: { type: "text", media_type: "text/plain", data: "Grüße" } },
      { type: "document", source: { type: "file", file_id: "file_1" } },
      { type: "document", source: { type: "url", url: "https://example.org/b.pdf" } },
      { type: "image", source: { type: "base64", media_type: "image/png", data: "aGk=" } }
    ])
    assert.deepStrictEqual(lost, ["messages[0].content[4].file.filename"])
  })

  it("that have no form here are left out, and said", () => {
    const { content, lost } = user(
      { type: "text", text: "Listen" },
      { type: "input_audio", input_audio: { data: "aGk=", format: "wav" } },
      { type: "file", file: { file_data: "data:application/zip;base64,aGk=" } },
      { type: "image_url", image_url: { url: "data:image/svg+xml,<svg/>" } }
    )
    assert.deepStrictEqual(content, [text("Listen")])
    assert.deepStrictEqual(
      lost,
      [1, 2, 3].map((index) => `messages[0].content[${index}]`)
    )
  })
})

describe("calls in the history", () => {
  const inputOf = (words: string) => {
    const { messages } = conversation({ role: "assistant", tool_calls: [call("a", "f", words)] })
    return (messages as ReadonlyArray<{ content: ReadonlyArray<{ input: unknown }> }>)[0]!.content[0]!.input
  }

  it("carry arguments as an object, and keep what is none", () => {
    assert.deepStrictEqual(inputOf('{"a": [1, {"b": null}]}'), { a: [1, { b: null }] })
    assert.deepStrictEqual(inputOf(""), {})
    assert.deepStrictEqual(inputOf("[1]"), { arguments: "[1]" })
    assert.deepStrictEqual(inputOf('{"a": '), { arguments: '{"a": ' })
  })

  it("with arguments nested beyond all reason stay text", () => {
    const deep = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`
    assert.deepStrictEqual(inputOf(deep), { arguments: deep })
  })

  it("keep a key that is called __proto__", () => {
    assert.strictEqual(JSON.stringify(inputOf('{"__proto__":{"a":1}}')), '{"__proto__":{"a":1}}')
  })

  it("have ids of the family's alphabet, different ones for different ids, on both sides alike", () => {
    const toNative = (id: string): string => toForm(id, common.call_id)
    assert.strictEqual(toNative("toolu_01Abc-9"), "toolu_01Abc-9")
    const ids = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary", maxLength: 90 }),
      fc.constantFrom(
        "",
        "-x2e-",
        ".",
        "_",
        "-",
        "functions.f:0",
        "functions.f:1",
        "a".repeat(65),
        "a".repeat(66)
      )
    )
    fc.assert(
      fc.property(ids, ids, (first, second) => {
        assert.match(toNative(first), /^[A-Za-z0-9_-]{1,64}$/)
        assert.strictEqual(toNative(first) === toNative(second), first === second)
      }),
      { numRuns: 5000 }
    )
    const { messages } = conversation(
      { role: "assistant", tool_calls: [call("functions.f:0")] },
      { role: "tool", tool_call_id: "functions.f:0", content: "5" }
    )
    const blocks = (messages as ReadonlyArray<{ content: ReadonlyArray<Record<string, unknown>> }>).map(
      ({ content }) => content[0]!
    )
    assert.strictEqual(blocks[0]!["id"], blocks[1]!["tool_use_id"])
  })
})

describe("reasoning of earlier turns", () => {
  const origin = { format: "anthropic-claude-v1", provider: "anywhere", model: "some-model" }
  const replay = (...details: ReadonlyArray<ReasoningDetail>) => {
    const { messages, ledger } = conversation({
      role: "assistant",
      content: "So.",
      reasoning_content: "Hm.",
      reasoning_details: details,
      tool_calls: [call("a")]
    })
    const stripped = ledger.filter(({ action }) => action === "stripped")
    return { content: (messages as ReadonlyArray<{ content: unknown }>)[0]!.content, stripped }
  }

  it("goes back to its own model byte for byte, in order, before the calls of its turn", () => {
    const { content, stripped } = replay(
      { type: "reasoning.text", text: " Hm.\n", signature: "c2ln", index: 0, format: origin.format, origin },
      { type: "reasoning.encrypted", data: "c2VjcmV0", index: 1, format: origin.format, origin },
      { type: "reasoning.text", text: "", signature: "b25seQ==", index: 2, format: origin.format, origin }
    )
    assert.deepStrictEqual(content, [
      { type: "thinking", thinking: " Hm.\n", signature: "c2ln" },
      { type: "redacted_thinking", data: "c2VjcmV0" },
      { type: "thinking", thinking: "", signature: "b25seQ==" },
      text("So."),
      use("a", "f")
    ])
    assert.deepStrictEqual(stripped, [])
  })

  it("of another origin, or without a seal, is left out and said once", () => {
    const { content, stripped } = replay(
      { type: "reasoning.text", text: "a", signature: "s", origin: { ...origin, model: "other" } },
      { type: "reasoning.encrypted", data: "d", origin: { ...origin, format: "openai-responses-v1" } },
      { type: "reasoning.text", text: "b", origin },
      { type: "reasoning.summary", summary: "c", origin },
      { type: "reasoning.text", text: "d", signature: "s", format: origin.format }
    )
    assert.deepStrictEqual(content, [text("So."), use("a", "f")])
    assert.deepStrictEqual(stripped, [
      { action: "stripped", param: "messages[0].reasoning_details", reason: "origin" }
    ])
  })
})
