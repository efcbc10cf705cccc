import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import type * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import OpenAI, { APIError, APIUserAbortError, BadRequestError, NotFoundError, RateLimitError } from "openai"
import { zodResponseFormat } from "openai/helpers/zod"
import { createRouter } from "turnout"
import { z } from "zod"
import * as Upstream from "./upstream.ts"

interface InProcess {
  readonly client: OpenAI
  readonly server: ScriptedHttp.ScriptedHttp
}

/** The official SDK, with its retries on, whose `fetch` is a router over one vendor on loopback. */
const inProcess = (script: ScriptedHttp.Script, test: (each: InProcess) => Promise<void>) =>
  Upstream.withUpstream(script, async (server) => {
    await using router = createRouter({
      providers: [openai({ apiKey: "sk-upstream", baseUrl: `${server.url}/v1` })]
    })
    await test({ client: new OpenAI({ apiKey: "sk-unused", fetch: router.fetch }), server })
  })

const model = "gpt-4o-mini"
const messages = [{ role: "user" as const, content: "What is the weather in Oslo?" }]
const weather = {
  type: "function" as const,
  function: {
    name: "weather",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] }
  }
}

const caught = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  return assert.fail("should have rejected")
}

describe("the official SDK through router.fetch", () => {
  it("creates a completion, with the vendor's key and not the caller's", () =>
    inProcess([Upstream.text("Rain.")], async ({ client, server }) => {
      const { data, request_id } = await client.chat.completions.create({ model, messages }).withResponse()
      assert.strictEqual(data.choices[0]?.message.content, "Rain.")
      assert.strictEqual(data.usage?.total_tokens, 12)
      assert.isString(request_id)
      const [sent] = server.requests
      assert.strictEqual(sent?.path, "/v1/chat/completions")
      assert.strictEqual(sent?.headers["authorization"], "Bearer sk-upstream")
      assert.notInclude(JSON.stringify(sent), "sk-unused")
      assert.strictEqual(server.requests.length, 1)
    }))

  it("streams a completion, usage last", () =>
    inProcess([Upstream.streamed("Ra", "in", ".")], async ({ client, server }) => {
      let text = ""
      let last: OpenAI.ChatCompletionChunk | undefined
      for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) {
        text += chunk.choices[0]?.delta.content ?? ""
        last = chunk
      }
      assert.strictEqual(text, "Rain.")
      assert.deepStrictEqual(last?.choices, [])
      assert.strictEqual(last?.usage?.total_tokens, 12)
      assert.strictEqual(server.requests.length, 1)
    }))

  it("carries a tool call there and its result back", () => {
    const call = {
      id: "call_1",
      type: "function" as const,
      function: { name: "weather", arguments: '{"city":"Oslo"}' }
    }
    const script = [Upstream.message({ tool_calls: [call] }, "tool_calls"), Upstream.text("Rain.")]
    return inProcess(script, async ({ client, server }) => {
      const first = await client.chat.completions.create({ model, messages, tools: [weather] })
      const asked = first.choices[0]!.message
      assert.strictEqual(first.choices[0]?.finish_reason, "tool_calls")
      assert.deepStrictEqual(asked.tool_calls, [call])
      const second = await client.chat.completions.create({
        model,
        tools: [weather],
        messages: [...messages, asked, { role: "tool", tool_call_id: call.id, content: "rain" }]
      })
      assert.strictEqual(second.choices[0]?.message.content, "Rain.")
      const { messages: sent } = JSON.parse(server.requests[1]!.body) as { messages: Array<object> }
      assert.deepInclude(sent[1], { role: "assistant", tool_calls: [call] })
      assert.deepInclude(sent[2], { role: "tool", tool_call_id: "call_1", content: "rain" })
    })
  })

  it("serves the stream helper: events, text, tool calls and the whole completion", () => {
    const start = { index: 0, id: "call_1", type: "function", function: { name: "weather", arguments: "" } }
    const more = (text: string) => ({ tool_calls: [{ index: 0, function: { arguments: text } }] })
    const stream = [
      Upstream.delta({ role: "assistant", content: "Let me see." }),
      Upstream.delta({ tool_calls: [start] }),
      Upstream.delta(more('{"city":')),
      Upstream.delta(more('"Oslo"}')),
      ...Upstream.tail("tool_calls")
    ]
    return inProcess(
      [{ headers: { "content-type": "text/event-stream" }, body: stream }],
      async ({ client }) => {
        const runner = client.chat.completions.stream({ model, messages, tools: [weather] })
        const contents: Array<string> = []
        runner.on("content.delta", ({ delta }) => contents.push(delta))
        const whole = await runner.finalChatCompletion()
        assert.deepStrictEqual(contents, ["Let me see."])
        assert.strictEqual(whole.choices[0]?.finish_reason, "tool_calls")
        const [call] = whole.choices[0]?.message.tool_calls ?? []
        assert.deepInclude(call, { id: "call_1", type: "function" })
        assert.deepInclude((call as OpenAI.ChatCompletionMessageFunctionToolCall).function, {
          name: "weather",
          arguments: '{"city":"Oslo"}'
        })
        assert.strictEqual((await runner.totalUsage()).total_tokens, 12)
      }
    )
  })

  it("parses a structured answer with a zod schema", () =>
    inProcess([Upstream.text('{"sky":"rain","degrees":4}')], async ({ client, server }) => {
      const Weather = z.object({ sky: z.string(), degrees: z.number() })
      const answer = await client.chat.completions.parse({
        model,
        messages,
        response_format: zodResponseFormat(Weather, "weather")
      })
      assert.deepStrictEqual(answer.choices[0]?.message.parsed, { sky: "rain", degrees: 4 })
      const sent = JSON.parse(server.requests[0]!.body) as { response_format: { type: string } }
      assert.strictEqual(sent.response_format.type, "json_schema")
    }))

  it("a bad request is the SDK's BadRequestError with our code, and goes nowhere", () =>
    inProcess([], async ({ client, server }) => {
      const error = await caught(client.chat.completions.create({ model, messages, temperature: 9 }))
      assert.instanceOf(error, BadRequestError)
      assert.deepInclude(error, {
        status: 400,
        code: "invalid_parameter_value",
        param: "temperature",
        type: "invalid_request_error"
      })
      assert.isString((error as APIError).requestID)
      assert.strictEqual(server.requests.length, 0)
    }))

  it("an unknown model is a NotFoundError, an unknown path too", () =>
    inProcess([], async ({ client, server }) => {
      const path = await caught(client.moderations.create({ input: "hi" }))
      assert.instanceOf(path, NotFoundError)
      assert.strictEqual((path as APIError).code, "resource_not_found")
      const nowhere = await caught(client.chat.completions.create({ model: "gpt-4o-mini@nobody", messages }))
      assert.instanceOf(nowhere, APIError)
      assert.strictEqual(server.requests.length, 0)
    }))

  it("models.list() and models.retrieve() are the router's, and say what can be called", () =>
    inProcess([], async ({ client, server }) => {
      const listed = await client.models.list()
      const ids = listed.data.map(({ id }) => id)
      assert.include(ids, model)
      assert.deepInclude(await client.models.retrieve(model), {
        id: model,
        object: "model",
        owned_by: "openai"
      })
      assert.instanceOf(await caught(client.models.retrieve("nope")), NotFoundError)
      assert.strictEqual(server.requests.length, 0)
    }))

  for (const stream of [false, true]) {
    it(`one failed call is one call: the SDK does not retry on top of us (stream: ${stream})`, () =>
      inProcess(
        () =>
          Upstream.refusal(
            429,
            { message: "Slow down.", type: "requests", code: "rate_limit_exceeded" },
            {
              "retry-after": "3600"
            }
          ),
        async ({ client, server }) => {
          const error = await caught(client.chat.completions.create({ model, messages, stream }))
          assert.instanceOf(error, RateLimitError)
          assert.strictEqual((error as APIError).code, "rate_limit_exceeded")
          const wait = Number((error as APIError).headers?.get("retry-after"))
          assert.isAtMost(wait, 3600)
          assert.isAbove(wait, 3590)
          assert.strictEqual((error as APIError).headers?.get("x-rate-limit-source"), "upstream")
          assert.strictEqual(server.requests.length, 1)
        }
      ))
  }

  it("a stream that breaks surfaces as an APIError after what was sent", () =>
    inProcess(
      [
        {
          headers: { "content-type": "text/event-stream" },
          body: [Upstream.delta({ role: "assistant", content: "Ra" })],
          ending: "reset"
        }
      ],
      async ({ client, server }) => {
        let text = ""
        const error = await caught(
          (async () => {
            for await (const chunk of await client.chat.completions.create({
              model,
              messages,
              stream: true
            })) {
              text += chunk.choices[0]?.delta.content ?? ""
            }
          })()
        )
        assert.instanceOf(error, APIError)
        assert.strictEqual((error as APIError).code, "upstream_error")
        assert.strictEqual(text, "Ra")
        assert.strictEqual(server.requests.length, 1)
      }
    ))

  const pending: ScriptedHttp.Answer = {
    headers: { "content-type": "text/event-stream" },
    body: [Upstream.delta({ role: "assistant", content: "Ra" })],
    ending: "hang"
  }

  it("an abort before the answer closes the upstream socket", () =>
    inProcess([{ raw: true, body: [], ending: "hang" }], async ({ client, server }) => {
      const abort = new AbortController()
      const call = client.chat.completions.create({ model, messages }, { signal: abort.signal })
      const sent = await Promise.race([server.request(0), caught(call)])
      abort.abort()
      assert.instanceOf(await caught(call), APIUserAbortError)
      assert.strictEqual(await (sent as ScriptedHttp.Recorded).outcome, "aborted")
    }))

  it("an abort inside the stream closes the upstream socket", () =>
    inProcess([pending], async ({ client, server }) => {
      const stream = await client.chat.completions.create({ model, messages, stream: true })
      for await (const chunk of stream) {
        assert.strictEqual(chunk.choices[0]?.delta.content, "Ra")
        stream.controller.abort()
      }
      assert.strictEqual(await (await server.request(0)).outcome, "aborted")
    }))

  it("leaving the loop closes the upstream socket", () =>
    inProcess([pending], async ({ client, server }) => {
      for await (const _ of await client.chat.completions.create({ model, messages, stream: true })) break
      assert.strictEqual(await (await server.request(0)).outcome, "aborted")
    }))
})
