import Anthropic, { APIError, APIUserAbortError, BadRequestError, RateLimitError } from "@anthropic-ai/sdk"
import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { createRouter } from "turnout"
import * as Upstream from "./upstream.ts"

interface Through {
  readonly client: Anthropic
  readonly server: ScriptedHttp.ScriptedHttp
}

/** Anthropic's SDK, with its retries on, over a router whose one vendor has OpenAI's chat API. */
const through = (script: ScriptedHttp.Script, test: (each: Through) => Promise<void>) =>
  Upstream.withUpstream(script, async (server) => {
    await using router = createRouter({
      providers: [openai({ apiKey: "sk-upstream", baseUrl: `${server.url}/v1` })]
    })
    await test({ client: new Anthropic({ apiKey: "sk-unused", fetch: router.fetch }), server })
  })

const model = "gpt-4o-mini"
const messages = [{ role: "user" as const, content: "What is the weather in Oslo?" }]
const asked = { model, max_tokens: 100, messages }
const weather = {
  name: "weather",
  input_schema: { type: "object" as const, properties: { city: { type: "string" } }, required: ["city"] }
}

const caught = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  return assert.fail("should have rejected")
}

const bodyOf = (request: ScriptedHttp.Recorded | undefined) =>
  JSON.parse(request!.body) as { readonly [field: string]: unknown }

describe("Anthropic's SDK over a vendor of chat", () => {
  it("creates a message, with routing metadata and the vendor's key", () =>
    through([Upstream.text("Rain.")], async ({ client, server }) => {
      const { data, request_id } = await client.messages
        .create({ ...asked, system: "Be brief." })
        .withResponse()
      assert.deepStrictEqual(data.content, [{ type: "text", text: "Rain.", citations: null }])
      assert.strictEqual(data.stop_reason, "end_turn")
      assert.strictEqual(data.usage.input_tokens, 9)
      assert.strictEqual(data.usage.output_tokens, 3)
      assert.deepInclude((data as unknown as { routing_metadata: object }).routing_metadata, {
        provider: "openai"
      })
      assert.isString(request_id)
      const [sent] = server.requests
      assert.strictEqual(sent?.headers["authorization"], "Bearer sk-upstream")
      assert.deepInclude(bodyOf(sent), {
        messages: [{ role: "system", content: "Be brief." }, ...messages],
        max_completion_tokens: 100
      })
    }))

  it("streams a message", () =>
    through([Upstream.streamed("Ra", "in", ".")], async ({ client }) => {
      const stream = client.messages.stream(asked)
      const texts: Array<string> = []
      stream.on("text", (text) => texts.push(text))
      const message = await stream.finalMessage()
      assert.strictEqual(texts.join(""), "Rain.")
      assert.strictEqual(message.stop_reason, "end_turn")
      assert.strictEqual(message.usage.output_tokens, 3)
    }))

  it("runs a loop of two parallel tools, streamed and whole", async () => {
    const calls = ["Oslo", "Bergen"].map((city, index) => ({
      index,
      id: `call_${index}`,
      type: "function",
      function: { name: "weather", arguments: JSON.stringify({ city }) }
    }))
    const streamed = ScriptedHttp.sse([
      Upstream.delta({ role: "assistant", content: null }),
      ...calls.map((call) => Upstream.delta({ tool_calls: [call] })),
      ...Upstream.tail("tool_calls")
    ])
    const whole = Upstream.message({ tool_calls: calls }, "tool_calls")
    for (const first of [streamed, whole]) {
      await through([first, Upstream.text("Rain twice.")], async ({ client, server }) => {
        const request = { ...asked, tools: [weather] }
        const answer =
          first === streamed
            ? await client.messages.stream(request).finalMessage()
            : await client.messages.create(request)
        assert.strictEqual(answer.stop_reason, "tool_use")
        const uses = answer.content.filter((block) => block.type === "tool_use")
        assert.deepStrictEqual(
          uses.map(({ id, input }) => [id, input]),
          [
            ["call_0", { city: "Oslo" }],
            ["call_1", { city: "Bergen" }]
          ]
        )
        await client.messages.create({
          ...request,
          messages: [
            ...messages,
            { role: "assistant", content: answer.content },
            {
              role: "user",
              content: uses.map(({ id }) => ({ type: "tool_result", tool_use_id: id, content: "rain" }))
            }
          ]
        })
        const [, ...history] = bodyOf(server.requests[1])["messages"] as ReadonlyArray<object>
        assert.deepStrictEqual(history.slice(1), [
          { role: "tool", tool_call_id: "call_0", content: "rain" },
          { role: "tool", tool_call_id: "call_1", content: "rain" }
        ])
      })
    }
  })

  it("ends the request at the vendor where its caller leaves", () =>
    through(
      [ScriptedHttp.sse([Upstream.delta({ content: "Ra" })], { ending: "hang" })],
      async ({ client, server }) => {
        const stream = client.messages.stream(asked)
        stream.on("text", () => stream.abort())
        assert.instanceOf(await caught(stream.finalMessage()), APIUserAbortError)
        assert.strictEqual(await server.requests[0]!.outcome, "aborted")
      }
    ))

  it("refuses what cannot be read with 400, and asks no vendor", () =>
    through([], async ({ client, server }) => {
      const error = await caught(
        client.messages.create({
          ...asked,
          max_tokens: 0,
          messages: [{ role: "wizard" as "user", content: "x" }]
        })
      )
      assert.instanceOf(error, BadRequestError)
      assert.include((error as APIError).message, "max_tokens")
      assert.include((error as APIError).message, "messages[0].role")
      assert.strictEqual((error as APIError).type, "invalid_request_error")
      assert.isString((error as APIError).requestID)
      assert.strictEqual(server.requests.length, 0)
    }))

  it("tells a vendor's refusal as the SDK's own error, once", () =>
    through(
      () =>
        Upstream.refusal(
          429,
          { message: "Slow down.", code: "rate_limit_exceeded" },
          { "retry-after": "3600" }
        ),
      async ({ client }) => {
        const error = await caught(client.messages.create(asked))
        assert.instanceOf(error, RateLimitError)
        assert.strictEqual((error as RateLimitError).headers?.get("retry-after"), "3600")
        assert.include((error as APIError).message, "Slow down.")
      }
    ))

  it("ends a stream that breaks after it began with an error event", () =>
    through(
      [Upstream.broken([Upstream.delta({ content: "Ra" })], { message: "Gone." })],
      async ({ client }) => {
        let text = ""
        const stream = client.messages.stream(asked)
        stream.on("text", (each) => (text += each))
        const error = await caught(stream.finalMessage())
        assert.strictEqual(text, "Ra")
        assert.instanceOf(error, APIError)
        assert.strictEqual((error as APIError).type, "api_error")
      }
    ))
})
