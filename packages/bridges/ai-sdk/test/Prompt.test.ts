import { assert, describe, it } from "@effect/vitest"
import type { LanguageModelV4Prompt } from "@ai-sdk/provider"
import { generateText } from "ai"
import { blocks, bodyOf, house, message } from "./house.ts"

globalThis.AI_SDK_LOG_WARNINGS = false

const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
const bytes = Uint8Array.from(atob(png), (each) => each.charCodeAt(0))

describe("files in a prompt", () => {
  it("images go as data or by their address, other files and recordings as data", () =>
    house({ openai: [message({ content: "x" })] }, async ({ openai, turnout }) => {
      await generateText({
        model: turnout("gpt-4o-mini"),
        messages: [
          {
            role: "user",
            content: [
              { type: "text", text: "Look." },
              { type: "file", data: bytes, mediaType: "image" },
              { type: "file", data: new URL("https://pictures.example/a.png"), mediaType: "image/png" },
              { type: "file", data: "JVBERi0xLjQ=", mediaType: "application/pdf", filename: "a.pdf" }
            ]
          }
        ]
      })
      assert.deepStrictEqual(bodyOf(openai).messages[0]?.content, [
        { type: "text", text: "Look." },
        { type: "image_url", image_url: { url: `data:image/png;base64,${png}` } },
        { type: "image_url", image_url: { url: "https://pictures.example/a.png" } },
        {
          type: "file",
          file: { file_data: "data:application/pdf;base64,JVBERi0xLjQ=", filename: "a.pdf" }
        }
      ])
    }))

  it("a recording is input_audio in the vendor's word for its format", () =>
    house({ openai: [message({ content: "x" })] }, async ({ openai, turnout }) => {
      await generateText({
        model: turnout("gpt-4o-audio-preview@openai"),
        messages: [{ role: "user", content: [{ type: "file", data: "AAAA", mediaType: "audio/mpeg" }] }]
      })
      assert.deepStrictEqual(bodyOf(openai).messages[0]?.content, [
        { type: "input_audio", input_audio: { data: "AAAA", format: "mp3" } }
      ])
    }))

  it("a cache mark of this provider or of Anthropic's reaches the vendor", () =>
    house({ anthropic: [blocks([{ type: "text", text: "x" }], false)] }, async ({ anthropic, turnout }) => {
      const cacheControl = { type: "ephemeral" } as const
      await generateText({
        model: turnout("claude-sonnet-4-5"),
        allowSystemInMessages: true,
        messages: [
          { role: "system", content: "Long.", providerOptions: { turnout: { cache_control: cacheControl } } },
          { role: "user", content: "x", providerOptions: { anthropic: { cacheControl } } }
        ]
      })
      const sent = bodyOf(anthropic)
      assert.deepStrictEqual(sent["system"], [{ type: "text", text: "Long.", cache_control: cacheControl }])
      assert.deepStrictEqual(sent.messages[0]?.content, [
        { type: "text", text: "x", cache_control: cacheControl }
      ])
    }))
})

describe("what has no place in a chat request", () => {
  const prompt: LanguageModelV4Prompt = [
    { role: "user", content: [{ type: "text", text: "x" }] },
    {
      role: "assistant",
      content: [
        { type: "text", text: "a" },
        { type: "custom", kind: "other.thing" },
        { type: "tool-call", toolCallId: "c1", toolName: "t", input: { a: 1 } }
      ]
    },
    {
      role: "tool",
      content: [
        {
          type: "tool-result",
          toolCallId: "c1",
          toolName: "t",
          output: { type: "execution-denied", reason: "no" }
        }
      ]
    }
  ]

  it("is told in a warning, and the rest is sent", () =>
    house({ openai: [message({ content: "x" })] }, async ({ openai, turnout }) => {
      const { warnings } = await turnout("gpt-4o-mini").doGenerate({
        prompt,
        headers: { "x-own": "1", "user-agent": "ai/7" },
        topK: 5
      })
      assert.deepStrictEqual(
        warnings.map((each) => ("feature" in each ? each.feature : each.type)),
        ["custom parts of assistant messages", "headers", "top_k"]
      )
      const sent = bodyOf(openai)
      assert.notProperty(sent, "top_k")
      assert.deepStrictEqual(sent.messages.slice(1), [
        {
          role: "assistant",
          content: "a",
          tool_calls: [{ id: "c1", type: "function", function: { name: "t", arguments: '{"a":1}' } }]
        },
        { role: "tool", tool_call_id: "c1", content: "no" }
      ])
      assert.notInclude(JSON.stringify(openai.requests[0]!.headers), "x-own")
    }))
})
