import { LLMock } from "@copilotkit/aimock"
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { createRouter } from "turnout"

/* A stand-in that others wrote, so that what we think of the Responses API is not tested by ourselves alone. */

const vendor = new LLMock({ port: 0, host: "127.0.0.1", logLevel: "silent", chunkSize: 5 })
const router = () =>
  createRouter({
    providers: [openai({ apiKey: "sk-loopback", baseUrl: `${vendor.url}/v1`, api: "responses" })]
  })

beforeAll(async () => {
  await vendor.start()
})

afterAll(async () => {
  await vendor.stop()
})

const ask = (text: string) => ({
  model: "gpt-4o@openai",
  messages: [{ role: "user" as const, content: text }]
})

const weather = {
  type: "function" as const,
  function: { name: "weather", parameters: { type: "object", properties: { city: { type: "string" } } } }
}

describe("a stand-in's Responses API", () => {
  it("is asked and understood, whole and streamed", async () => {
    vendor.clearFixtures().on({ userMessage: "hello" }, { content: "Grüße aus Zürich 🎉" })
    const { chat, close } = router()
    const answer = await chat.completions.create(ask("hello"))
    assert.deepInclude(answer.choices[0], { finish_reason: "stop" })
    assert.strictEqual(answer.choices[0]!.message.content, "Grüße aus Zürich 🎉")
    let text = ""
    for await (const chunk of await chat.completions.create({ ...ask("hello"), stream: true })) {
      text += chunk.choices[0]?.delta.content ?? ""
    }
    assert.strictEqual(text, "Grüße aus Zürich 🎉")
    assert.isTrue(vendor.getRequests().every(({ path }) => path === "/v1/responses"))
    await close()
  })

  it("calls tools, and is told of their results in the next turn", async () => {
    vendor
      .clearFixtures()
      .on(
        { userMessage: "weather", hasToolResult: false },
        { toolCalls: [{ name: "weather", arguments: '{"city":"Bern"}', id: "call_1" }] }
      )
      .on({ hasToolResult: true }, { content: "Sunny." })
    const { chat, close } = router()
    const first = await chat.completions.create({ ...ask("weather"), tools: [weather], stream: true })
    let words = ""
    let id = ""
    for await (const { choices } of first) {
      for (const call of choices[0]?.delta.tool_calls ?? []) {
        id = call.id ?? id
        if (call.type !== "custom") words += call.function?.arguments ?? ""
      }
    }
    assert.deepStrictEqual([id, words], ["call_1", '{"city":"Bern"}'])
    const calls = [{ id, type: "function" as const, function: { name: "weather", arguments: words } }]
    const { choices } = await chat.completions.create({
      model: "gpt-4o@openai",
      messages: [
        { role: "user", content: "weather" },
        { role: "assistant", content: null, tool_calls: calls },
        { role: "tool", tool_call_id: id, content: "24 °C" }
      ],
      tools: [weather]
    })
    assert.strictEqual(choices[0]!.message.content, "Sunny.")
    await close()
  })

  it("is left for another vendor where it refuses, cuts its stream or sends garbage", async () => {
    vendor.clearFixtures().on({}, { content: "I am here." })
    for (const chaos of [{ dropRate: 1 }, { malformedRate: 1 }, { disconnectRate: 1 }]) {
      const broken = new LLMock({ port: 0, host: "127.0.0.1", logLevel: "silent", chaos } as never)
      broken.on({}, { content: "I am broken." })
      await broken.start()
      const both = createRouter({
        providers: [
          openai({ apiKey: "sk-loopback", baseUrl: `${broken.url}/v1`, api: "responses" }),
          anthropic({ apiKey: "sk-loopback", baseUrl: vendor.url })
        ]
      })
      const answer = await both.chat.completions.create({
        messages: [{ role: "user", content: "Hi" }],
        gateway: {
          models: ["gpt-4o@openai", "claude-sonnet-4-5@anthropic"],
          routing: { mode: "fallback" }
        }
      })
      assert.strictEqual(answer.choices[0]!.message.content, "I am here.", JSON.stringify(chaos))
      await both.close()
      await broken.stop()
    }
  })
})
