import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { createRouter, isRouterError, type MessageEvent } from "turnout"
import * as Upstream from "./upstream.ts"

const asked = {
  model: "gpt-4o-mini",
  max_tokens: 100,
  messages: [{ role: "user" as const, content: "Hi" }]
}

const over = (
  script: ScriptedHttp.Script,
  test: (router: ReturnType<typeof createRouter>, server: ScriptedHttp.ScriptedHttp) => Promise<void>,
  more: object = {}
) =>
  Upstream.withUpstream(script, async (server) => {
    await using router = createRouter({
      providers: [openai({ apiKey: "sk-upstream", baseUrl: `${server.url}/v1` })],
      ...more
    })
    await test(router, server)
  })

describe("router.messages", () => {
  it("creates a message, and counts by estimate where the vendor does not count", () =>
    over([Upstream.text("Rain.")], async (router, server) => {
      const message = await router.messages.create(asked)
      assert.deepStrictEqual(message.content, [{ type: "text", text: "Rain.", citations: null }])
      assert.strictEqual(message.routing_metadata.provider, "openai")
      const { max_tokens: _, ...counted } = asked
      const count = await router.messages.countTokens(counted)
      assert.isTrue(count.estimated)
      assert.isAbove(count.input_tokens, 0)
      assert.strictEqual(server.requests.length, 1)
    }))

  it("plans: what would be sent is what is sent, and planning sends nothing", () =>
    over([Upstream.text("Rain.")], async (router, server) => {
      const plan = await router.messages.plan(asked)
      assert.strictEqual(server.requests.length, 0)
      await router.messages.create(asked)
      assert.deepStrictEqual(plan.steps[0]?.body, JSON.parse(server.requests[0]!.body))
      assert.strictEqual(plan.decision.candidates.length > 0, true)
    }))

  it("streams by either spelling, and ends the request where its reader leaves", () =>
    over(
      (_, index) =>
        index < 2
          ? Upstream.streamed("Ra", "in.")
          : ScriptedHttp.sse([Upstream.delta({ content: "Ra" })], { ending: "hang" }),
      async (router, server) => {
        for (const stream of [
          await router.messages.stream(asked),
          await router.messages.create({ ...asked, stream: true })
        ]) {
          const events: Array<MessageEvent> = []
          for await (const event of stream) events.push(event)
          assert.strictEqual(events[0]?.type, "message_start")
          assert.strictEqual(events.at(-1)?.type, "message_stop")
        }
        for await (const event of await router.messages.stream(asked)) {
          if (event.type === "content_block_delta") break
        }
        assert.strictEqual(await server.requests[2]!.outcome, "aborted")
      }
    ))

  it("rejects with the router's error, in the caller's names, and asks no vendor", () =>
    over([], async (router, server) => {
      const wrong = { ...asked, max_tokens: 0, top_p: 7 }
      const error: unknown = await router.messages.create(wrong).catch((error: unknown) => error)
      assert(isRouterError(error))
      assert.strictEqual(error.status, 400)
      assert.strictEqual(error.param, "max_tokens")
      assert.strictEqual(server.requests.length, 0)
    }))

  it("writes a ping into a silence of the stream over HTTP", () =>
    over(
      [ScriptedHttp.sse([Upstream.delta({ content: "Ra" })], { ending: "hang" })],
      async (router) => {
        const aborting = new AbortController()
        const response = await router.fetch("https://host.test/v1/messages", {
          method: "POST",
          body: JSON.stringify({ ...asked, stream: true }),
          signal: aborting.signal
        })
        const reader = response.body!.pipeThrough(new TextDecoderStream() as never).getReader()
        let text = ""
        while (!text.includes("event: ping\n")) text += String((await reader.read()).value)
        assert.include(text, 'event: ping\ndata: {"type":"ping"}\n\n')
        aborting.abort()
      },
      { heartbeat_ms: 5 }
    ))
})
