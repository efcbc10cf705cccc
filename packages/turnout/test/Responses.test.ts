import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { type ChatRequest, createRouter } from "turnout"

/* One conversation at a vendor of two APIs: what reasoning led to a call goes back with it, and to nobody else. */

const reasoning = {
  id: "rs_1",
  type: "reasoning",
  summary: [
    { type: "summary_text", text: "**Look**" },
    { type: "summary_text", text: "It up." }
  ],
  encrypted_content: "gAAAAABqPBGp1gY4=="
}
const call = { id: "fc_1", type: "function_call", call_id: "call_1", name: "now", arguments: "{}" }
const usage = {
  input_tokens: 10,
  input_tokens_details: { cached_tokens: 4 },
  output_tokens: 6,
  output_tokens_details: { reasoning_tokens: 5 },
  total_tokens: 16
}
const response = (output: ReadonlyArray<object>, more: object = {}) => ({
  id: "resp_1",
  object: "response",
  created_at: 1_767_225_600,
  status: "completed",
  model: "gpt-5.6-sol",
  output,
  usage,
  ...more
})

const streamed = (output: ReadonlyArray<object>): ScriptedHttp.Answer =>
  ScriptedHttp.sse(
    [
      { type: "response.created", response: response([], { status: "in_progress", usage: null }) },
      ...output.map((item, output_index) => ({ type: "response.output_item.done", output_index, item })),
      { type: "response.completed", response: response(output) }
    ].map((frame) => `event: ${frame.type}\ndata: ${JSON.stringify(frame)}\n\n`)
  )

const said = (text: string) => ({
  type: "message",
  role: "assistant",
  content: [{ type: "output_text", text, annotations: [] }]
})
const message = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5",
  content: [{ type: "text", text: "Noon." }],
  stop_reason: "end_turn",
  usage: { input_tokens: 1, output_tokens: 1 }
}

const asked = {
  messages: [{ role: "user", content: "Noon?" }],
  tools: [{ type: "function", function: { name: "now" } }],
  reasoning_effort: "high",
  gateway: {
    models: ["gpt-5.6-sol", "claude-sonnet-4-5"],
    routing: { mode: "fallback", max_fallback_attempts: 2 }
  }
} as const satisfies Partial<ChatRequest>

const turns = async (script: ReadonlyArray<ScriptedHttp.Answer>, stream: boolean) => {
  const server = await ScriptedHttp.start(script)
  const { chat, close } = createRouter({
    providers: [
      openai({ apiKey: "sk-a", baseUrl: `${server.url}/v1` }),
      anthropic({ apiKey: "sk-b", baseUrl: server.url })
    ]
  })
  try {
    const first = stream
      ? await gathered(await chat.completions.create({ ...asked, stream: true }))
      : (await chat.completions.create(asked)).choices[0]!.message
    const messages = [...asked.messages, first, { role: "tool", tool_call_id: "call_1", content: "12:00" }]
    const answer = await chat.completions.create({ ...asked, messages: messages as ChatRequest["messages"] })
    const bodies = server.requests.map(({ body, path }) => [path, JSON.parse(body)] as const)
    return { first, answer, bodies }
  } finally {
    await close()
    await server.close()
  }
}

/** The message of a stream, put together as a caller would. */
const gathered = async (chunks: AsyncIterable<object>): Promise<object> => {
  const message: { [key: string]: unknown } = { role: "assistant", content: null }
  for await (const chunk of chunks) {
    const { choices } = chunk as { choices: ReadonlyArray<{ delta: { [key: string]: unknown } }> }
    const { reasoning_details, tool_calls } = choices[0]?.delta ?? {}
    if (reasoning_details !== undefined) message["reasoning_details"] = reasoning_details
    for (const { function: native, id } of (tool_calls ?? []) as ReadonlyArray<{
      id?: string
      function: { name?: string; arguments?: string }
    }>) {
      const [before] = (message["tool_calls"] ?? []) as ReadonlyArray<{
        id: string
        function: { name: string; arguments: string }
      }>
      message["tool_calls"] = [
        {
          id: before?.id ?? id,
          type: "function",
          function: {
            name: before?.function.name ?? native.name,
            arguments: (before?.function.arguments ?? "") + (native.arguments ?? "")
          }
        }
      ]
    }
  }
  return message
}

describe("a model that its vendor serves by Responses", () => {
  for (const stream of [false, true]) {
    it(`has its reasoning back with the result of its call, ${stream ? "streamed" : "whole"}`, async () => {
      const output = [reasoning, call]
      const { answer, bodies } = await turns(
        [
          stream ? streamed(output) : ScriptedHttp.json(response(output)),
          ScriptedHttp.json(response([said("Noon.")]))
        ],
        stream
      )
      assert.strictEqual(answer.choices[0]!.message.content, "Noon.")
      assert.deepStrictEqual(
        bodies.map(([path]) => path),
        ["/v1/responses", "/v1/responses"]
      )
      const { input } = bodies[1]![1] as { input: ReadonlyArray<object> }
      const { id: _, ...called } = call
      assert.deepStrictEqual(input, [
        { type: "message", role: "user", content: "Noon?" },
        reasoning,
        called,
        { type: "function_call_output", call_id: "call_1", output: "12:00" }
      ])
      assert.deepInclude(answer.usage, { prompt_tokens: 10, completion_tokens: 6 })
      assert.strictEqual(answer.usage?.completion_tokens_details?.reasoning_tokens, 5)
    })
  }

  it("keeps it from the vendor that answers when it fails inside a stream that was accepted", async () => {
    const quota = {
      type: "error",
      error: { type: "insufficient_quota", code: "insufficient_quota", message: "No." }
    }
    const refused = ScriptedHttp.sse([
      `data: ${JSON.stringify({ type: "response.created", response: response([]) })}\n\n`,
      `data: ${JSON.stringify(quota)}\n\n`
    ])
    const { answer, bodies } = await turns(
      [ScriptedHttp.json(response([reasoning, call])), refused, ScriptedHttp.json(message)],
      false
    )
    assert.strictEqual(answer.choices[0]!.message.content, "Noon.")
    assert.strictEqual(answer.routing_metadata?.provider, "anthropic")
    assert.strictEqual(bodies.at(-1)![0], "/v1/messages")
    assert.notInclude(JSON.stringify(bodies.at(-1)), reasoning.encrypted_content)
    assert.isTrue(answer.routing_metadata?.warnings.some(({ type }) => type === "reasoning_dropped"))
  })
})
