import Anthropic, { type APIError, InternalServerError } from "@anthropic-ai/sdk"
import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { google } from "@turnout/google"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { createRouter } from "turnout"
import { existsSync, readFileSync } from "node:fs"
import * as Upstream from "./upstream.ts"

type Fields = { readonly [field: string]: unknown }

const through = (
  script: ScriptedHttp.Script,
  test: (client: Anthropic, server: ScriptedHttp.ScriptedHttp) => Promise<void>,
  beta: ReadonlyArray<string> = []
) =>
  Upstream.withUpstream(script, async (server) => {
    await using router = createRouter({
      providers: [anthropic({ apiKey: "sk-upstream", baseUrl: server.url, beta })]
    })
    await test(new Anthropic({ apiKey: "sk-unused", fetch: router.fetch }), server)
  })

const model = "claude-sonnet-4-5"
const usage = { input_tokens: 9, cache_read_input_tokens: 4, output_tokens: 3, odd_count: 1 }
const message = (content: ReadonlyArray<object>, more: object = {}) => ({
  id: "msg_up",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5-20250929",
  content,
  stop_reason: "end_turn",
  stop_sequence: null,
  usage,
  odd: { kept: true },
  ...more
})

const event = (data: { readonly type: string; readonly [field: string]: unknown }) =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`

const frames = (...content: ReadonlyArray<readonly [block: object, ...deltas: ReadonlyArray<object>]>) => [
  event({ type: "message_start", message: message([], { stop_reason: null }) }),
  event({ type: "ping" }),
  ...content.flatMap(([content_block, ...deltas], index) => [
    event({ type: "content_block_start", index, content_block }),
    ...deltas.map((delta) => event({ type: "content_block_delta", index, delta })),
    event({ type: "content_block_stop", index })
  ]),
  event({ type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage }),
  event({ type: "message_stop" })
]

const asked = { model, max_tokens: 2000, messages: [{ role: "user" as const, content: "Hi" }] }
const bodyOf = (request: ScriptedHttp.Recorded | undefined) => JSON.parse(request!.body) as Fields

const caught = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  return assert.fail("should have rejected")
}

describe("Anthropic's SDK over Anthropic", () => {
  it("has its request sent as it is, and its answer handed on as it came", () => {
    const own = {
      system: [{ type: "text", text: "Brief.", cache_control: { type: "ephemeral" } }],
      messages: [
        { role: "user", content: [{ type: "text", text: "a" }] },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "Hm.", signature: "c2ln" },
            { type: "text", text: "b" }
          ]
        },
        { role: "user", content: "c" }
      ],
      thinking: { type: "enabled", budget_tokens: 1024 },
      tools: [{ type: "web_search_20250305", name: "web_search", max_uses: 2 }],
      context_management: { edits: [] },
      unheard_of: [1]
    }
    const content = [
      { type: "server_tool_use", id: "srv", name: "web_search", input: { query: "q" } },
      { type: "web_search_tool_result", tool_use_id: "srv", content: [] },
      {
        type: "text",
        text: "Rain.",
        citations: [{ type: "web_search_result_location", encrypted_index: "x" }]
      }
    ]
    return through([ScriptedHttp.json(message(content))], async (client, server) => {
      const answer = (await client.messages.create({ ...asked, ...own } as never)) as unknown as Fields
      const { routing_metadata, ...rest } = answer
      assert.deepStrictEqual(rest, message(content))
      assert.deepInclude(routing_metadata, { provider: "anthropic", warnings: [] })
      assert.deepStrictEqual(bodyOf(server.requests[0]), { ...asked, ...own })
    })
  })

  it("streams the vendor's frames, with routing metadata in the last", () =>
    through(
      [
        ScriptedHttp.sse(
          frames(
            [
              { type: "thinking", thinking: "", signature: "" },
              { type: "thinking_delta", thinking: "Hm." },
              { type: "signature_delta", signature: "c2ln" }
            ],
            [
              { type: "text", text: "" },
              { type: "text_delta", text: "Rain." }
            ],
            [{ type: "from_tomorrow", x: 1 }]
          )
        )
      ],
      async (client) => {
        const stream = client.messages.stream(asked)
        const seen: Array<string> = []
        let delta: Fields | undefined
        stream.on("streamEvent", (each) => {
          seen.push(each.type)
          if (each.type === "message_delta") delta = each as unknown as Fields
        })
        const answer = (await stream.finalMessage()) as unknown as Fields
        assert.deepStrictEqual(answer["content"], [
          { type: "thinking", thinking: "Hm.", signature: "c2ln" },
          { type: "text", text: "Rain." },
          { type: "from_tomorrow", x: 1 }
        ])
        assert.deepStrictEqual(answer["odd"], { kept: true })
        assert.deepInclude(delta!["routing_metadata"], { provider: "anthropic" })
        assert.deepStrictEqual(delta!["usage"], usage)
        assert.strictEqual(seen.filter((type) => type === "message_stop").length, 1)
      }
    ))

  it("has its version and betas forwarded, and none of its other headers", () =>
    through(
      [ScriptedHttp.json(message([{ type: "text", text: "a" }]))],
      async (client, server) => {
        await client.beta.messages.create({ ...asked, betas: ["context-1m-2025-08-07", "own-1"] } as never, {
          headers: { "x-secret": "no" }
        })
        const { headers, path } = server.requests[0]!
        assert.strictEqual(path, "/v1/messages")
        assert.strictEqual(headers["anthropic-version"], "2026-10-21")
        assert.strictEqual(headers["anthropic-beta"], "own-1,context-1m-2025-08-07")
        assert.strictEqual(headers["x-api-key"], "sk-upstream")
        assert.isUndefined(headers["x-secret"])
        assert.isUndefined(headers["authorization"])
      },
      ["own-1"]
    ))

  it("tells the vendor's own words of a refusal, with its status", () => {
    const words = "messages.1.content.0: Invalid `signature` in `thinking` block"
    const refused = { type: "error", error: { type: "invalid_request_error", message: words } }
    return through([ScriptedHttp.json(refused, { status: 400 })], async (client) => {
      const error = (await caught(client.messages.create(asked))) as APIError
      assert.strictEqual(error.status, 400)
      assert.strictEqual((error.error as { error: { message: string } }).error.message, words)
    })
  })

  it("tells an overload as 529, and of a stream that breaks an error event", async () => {
    const overloaded = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }
    await through(
      () => ScriptedHttp.json(overloaded, { status: 529, headers: { "x-should-retry": "false" } }),
      async (client) => {
        const error = (await caught(client.messages.create(asked))) as APIError
        assert.instanceOf(error, InternalServerError)
        assert.strictEqual(error.status, 529)
        assert.strictEqual(error.type, "overloaded_error")
      }
    )
    const [start, , open, delta] = frames([
      { type: "text", text: "" },
      { type: "text_delta", text: "Ra" }
    ])
    await through([ScriptedHttp.sse([start!, open!, delta!, event(overloaded)])], async (client) => {
      let text = ""
      const stream = client.messages.stream(asked)
      stream.on("text", (each) => (text += each))
      const error = (await caught(stream.finalMessage())) as APIError
      assert.strictEqual(text, "Ra")
      assert.strictEqual(error.type, "overloaded_error")
    })
  })

  it("has its tokens counted by the vendor, and estimated where the vendor does not", () =>
    through(
      (request, index) =>
        index === 0 && request.path === "/v1/messages/count_tokens"
          ? ScriptedHttp.json({ input_tokens: 7 })
          : ScriptedHttp.json({}, { status: 404 }),
      async (client, server) => {
        const { max_tokens: _, ...rest } = asked
        const counted = { ...rest, system: "Brief." }
        assert.deepStrictEqual(await client.messages.countTokens(counted), { input_tokens: 7 } as never)
        assert.deepStrictEqual(bodyOf(server.requests[0]), counted)
        assert.strictEqual(server.requests[0]!.headers["x-api-key"], "sk-upstream")
        const estimated = (await client.messages.countTokens(counted)) as unknown as Fields
        assert.isTrue(estimated["estimated"])
        assert.isAbove(estimated["input_tokens"] as number, 0)
      }
    ))

  it("answers a stream from a vendor that answers whole, in translation", () =>
    through([ScriptedHttp.json(message([{ type: "text", text: "Rain." }]))], async (client) => {
      const answer = await client.messages.stream(asked).finalMessage()
      assert.strictEqual(answer.content[0]?.type === "text" && answer.content[0].text, "Rain.")
      assert.strictEqual(answer.usage.cache_read_input_tokens, 4)
    }))

  it("takes the spelling of older SDKs", () =>
    through([ScriptedHttp.json(message([{ type: "text", text: "a" }]))], async (_, server) => {
      await using router = createRouter({
        providers: [anthropic({ apiKey: "sk-upstream", baseUrl: server.url })]
      })
      const response = await router.fetch("https://host.test/v1/messages?beta=true", {
        method: "POST",
        headers: { "x-api-key": "k", "anthropic-version": "2023-06-01", "content-type": "application/json" },
        body: JSON.stringify({ ...asked, temperature: 0.5, top_k: 5 })
      })
      assert.strictEqual(response.status, 200)
      assert.isNotNull(response.headers.get("request-id"))
      assert.deepInclude(bodyOf(server.requests[0]), { temperature: 0.5, top_k: 5 })
      assert.strictEqual(server.requests[0]!.headers["anthropic-version"], "2023-06-01")
    }))
})

describe("a conversation that goes on at another vendor", () => {
  const tools = [
    { name: "weather", input_schema: { type: "object", properties: { city: { type: "string" } } } }
  ]

  it("gives Gemini its signature of a call back", async () => {
    const part = { functionCall: { name: "weather", args: { city: "Oslo" } }, thoughtSignature: "c2lnbmVk" }
    const chunk = (parts: ReadonlyArray<object>) => ({
      candidates: [{ index: 0, content: { role: "model", parts }, finishReason: "STOP" }],
      usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2, totalTokenCount: 7 }
    })
    let second: Fields | undefined
    await Upstream.withUpstream(
      [
        ScriptedHttp.sse([`data: ${JSON.stringify(chunk([part]))}\n\n`]),
        ScriptedHttp.json(chunk([{ text: "Rain." }]))
      ],
      async (server) => {
        await using router = createRouter({ providers: [google({ apiKey: "k", baseUrl: server.url })] })
        const client = new Anthropic({ apiKey: "sk-unused", fetch: router.fetch })
        const request = {
          ...asked,
          model: "gemini-2.5-flash",
          tools
        } as Anthropic.MessageCreateParamsNonStreaming
        const first = await client.messages.stream(request).finalMessage()
        const use = first.content.find((block) => block.type === "tool_use")
        assert.strictEqual(first.stop_reason, "tool_use")
        await client.messages.create({
          ...request,
          messages: [
            ...asked.messages,
            { role: "assistant", content: first.content },
            { role: "user", content: [{ type: "tool_result", tool_use_id: use!.id, content: "rain" }] }
          ]
        })
        second = bodyOf(server.requests[1])
      }
    )
    assert.include(JSON.stringify(second), "c2lnbmVk")
  })
})

const file = new URL("../../../../shared/recorded/fantasy.jsonl", import.meta.url)
const recordings = (existsSync(file) ? readFileSync(file, "utf8").split("\n") : [])
  .filter((line) => line !== "")
  .map(
    (line) => JSON.parse(line) as { protocol: string; stream: boolean; path: string; n: number; body: string }
  )
  .filter(({ protocol, stream }) => stream && (protocol === "anthropic" || protocol === "vertex-claude"))

describe.skipIf(recordings.length === 0)("recorded streams of Anthropic's", () => {
  it("come through the SDK's helper as they are, natively", async () => {
    let at = 0
    const bodies = recordings.filter(({ body }) => body.includes("message_stop"))
    await through(
      () => ({ status: 200, headers: { "content-type": "text/event-stream" }, body: [bodies[at]!.body] }),
      async (client) => {
        for (; at < bodies.length; at++) {
          const direct = new Anthropic({
            apiKey: "k",
            fetch: () =>
              Promise.resolve(
                new Response(bodies[at]!.body, { headers: { "content-type": "text/event-stream" } })
              )
          })
          const own = await direct.messages.stream(asked).finalMessage()
          const { routing_metadata: _, ...told } = (await client.messages
            .stream(asked)
            .finalMessage()) as unknown as Fields
          assert.deepStrictEqual(told, own as never, bodies[at]!.path)
        }
      }
    )
    assert.isAbove(at, 5)
  })
})
