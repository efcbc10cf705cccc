import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { createRouter, type MessageRequest, type TurnoutRouter } from "turnout"
import * as Upstream from "./upstream.ts"

/* Arguments are text from the vendor to the caller and back; this API has objects in their place. */

const input = '{"id":12345678901234567890,"share":1.0}'
const call = { index: 0, id: "call_1", type: "function", function: { name: "find", arguments: input } }
const used = { type: "tool_use", id: "call_1", name: "find", input: "@" }
const message = JSON.stringify({
  id: "msg_up",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5",
  content: [used],
  stop_reason: "tool_use",
  stop_sequence: null,
  usage: { input_tokens: 9, output_tokens: 3 }
}).replace('"@"', input)

const frame = (data: { readonly type: string }, text = JSON.stringify(data)) =>
  `event: ${data.type}\ndata: ${text.replace('"@"', input)}\n\n`

const vendors = {
  "gpt-4o-mini": Upstream.message({ tool_calls: [call] }, "tool_calls"),
  "claude-sonnet-4-5": { ...ScriptedHttp.json({}), body: message }
}

const through = (
  script: ScriptedHttp.Script,
  test: (router: TurnoutRouter, server: ScriptedHttp.ScriptedHttp) => Promise<void>
) =>
  Upstream.withUpstream(script, async (server) => {
    await using router = createRouter({
      providers: [
        openai({ apiKey: "sk-upstream", baseUrl: `${server.url}/v1` }),
        anthropic({ apiKey: "sk-upstream", baseUrl: server.url })
      ]
    })
    await test(router, server)
  })

const asked = (model: string) => ({
  model,
  max_tokens: 50,
  messages: [{ role: "user" as const, content: "Find it." }],
  tools: [{ name: "find", input_schema: { type: "object" as const } }]
})

const again = (model: string, content: unknown) => ({
  ...asked(model),
  messages: [
    ...asked(model).messages,
    { role: "assistant", content },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "call_1", content: "found" }] }
  ]
})

const posted = (router: TurnoutRouter, body: object) =>
  router
    .fetch("http://host/v1/messages", {
      method: "POST",
      body: JSON.stringify(body).replace('"@"', ` ${input}`)
    })
    .then((response) => response.text())

const sent = (body: string) => body.replaceAll('\\"', '"')

describe("numbers in the input of a tool keep their digits through the Messages API", () => {
  for (const [model, answer] of Object.entries(vendors)) {
    it(`on the way out of ${model}, and back in`, () =>
      through([answer, answer], async (router, server) => {
        assert.include(await posted(router, asked(model)), `"input":${input}`)
        await posted(router, again(model, [used]))
        assert.include(sent(server.requests[1]!.body), input)
      }))

    it(`through a program that hands the message of ${model} back, unless it changed the input`, () =>
      through([answer, answer, answer], async (router, server) => {
        const { content } = await router.messages.create(asked(model))
        await router.messages.create(again(model, content) as MessageRequest)
        assert.include(sent(server.requests[1]!.body), input)
        const [block] = content as unknown as [{ input: { id: unknown } }]
        block.input.id = "other"
        await router.messages.create(again(model, content) as MessageRequest)
        assert.include(sent(server.requests[2]!.body), '{"id":"other","share":1}')
      }))
  }

  it("where a vendor's stream tells the input with the block", () => {
    const start = JSON.parse(message.replace(input, '"@"')) as object
    const frames = [
      frame({ type: "message_start", message: { ...start, content: [], stop_reason: null } } as never),
      frame({ type: "content_block_start", index: 0, content_block: used } as never),
      frame({ type: "content_block_stop", index: 0 } as never),
      frame({ type: "message_delta", delta: { stop_reason: "tool_use" }, usage: {} } as never),
      frame({ type: "message_stop" })
    ]
    return through([ScriptedHttp.sse(frames)], async (router) => {
      const text = await posted(router, { ...asked("claude-sonnet-4-5"), stream: true })
      assert.include(text, `"input":${input}`)
    })
  })

  it("and an input nested without end is still refused in this API's form", () =>
    through([], async (router, server) => {
      const deep = `{"id":1.0,"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`
      const body = JSON.stringify(again("gpt-4o-mini", [used])).replace('"@"', deep)
      const response = await router.fetch("http://host/v1/messages", { method: "POST", body })
      assert.strictEqual(response.status, 400)
      assert.include(await response.text(), "levels of nesting")
      assert.lengthOf(server.requests, 0)
    }))
})
