import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { Catalog } from "@turnout/core/Catalog"
import { openai } from "@turnout/openai"
import type * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import OpenAI from "openai"
import { type ChatRequest, createRouter, type TurnoutRouter } from "turnout"
import * as Upstream from "./upstream.ts"

const messages = [{ role: "user", content: "Count." }] as const
const ask = (on_interrupt: "restart" | "continue", more: object = {}) =>
  ({
    model: "m",
    messages,
    stream: true,
    gateway: { routing: { on_interrupt } },
    ...more
  }) satisfies ChatRequest

const half: ScriptedHttp.Answer = {
  headers: { "content-type": "text/event-stream" },
  body: [Upstream.delta({ role: "assistant", content: "" }), Upstream.delta({ content: "one, two, " })],
  ending: "reset"
}

const frame = (type: string, data: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`

/** Goes on behind whatever the assistant has begun. */
const claude = (request: ScriptedHttp.Recorded): ScriptedHttp.Answer => {
  const last = JSON.parse(request.body).messages.at(-1)
  const begun = last.role === "assistant" ? JSON.stringify(last.content) : ""
  const text = begun.includes("one, two,") ? " three, four." : "one, two, three, four."
  return {
    headers: { "content-type": "text/event-stream" },
    body: [
      frame("message_start", {
        message: {
          id: "msg",
          role: "assistant",
          model: "claude",
          content: [],
          usage: { input_tokens: 9, output_tokens: 1 }
        }
      }),
      frame("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
      ...[...text].map((text) =>
        frame("content_block_delta", { index: 0, delta: { type: "text_delta", text } })
      ),
      frame("content_block_stop", { index: 0 }),
      frame("message_delta", { delta: { stop_reason: "end_turn" }, usage: { output_tokens: 8 } }),
      frame("message_stop", {})
    ]
  }
}

/** One vendor breaks off, another goes on. */
const withVendors = (
  test: (router: TurnoutRouter, spare: ScriptedHttp.ScriptedHttp) => Promise<void>
): Promise<void> =>
  Upstream.withUpstream(
    () => half,
    (server) =>
      Upstream.withUpstream(claude, async (spare) => {
        await using router = createRouter({
          providers: [
            openai({ apiKey: "sk-1", baseUrl: `${server.url}/v1`, models: { m: {} } }),
            anthropic({
              apiKey: "sk-2",
              baseUrl: spare.url,
              models: { "claude-haiku-4-5": { model: "m", capabilities: { features: { prefill: "yes" } } } }
            })
          ],
          catalog: Catalog.layerEmpty,
          routing: { order: ["openai", "anthropic"], max_fallback_attempts: 2 }
        })
        await test(router, spare)
      })
  )

const lines = async (response: Response) =>
  (await response.text())
    .split("\n\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => line.slice(6))

const post = (request: object): RequestInit => ({ method: "POST", body: JSON.stringify(request) })
const url = "http://host/v1/chat/completions"

describe("a stream that breaks off, across vendors", () => {
  it("goes on in one answer, in the library", () =>
    withVendors(async (router, spare) => {
      let text = ""
      const news: Array<string> = []
      for await (const chunk of await router.chat.completions.create(ask("continue"))) {
        text += chunk.choices[0]?.delta.content ?? ""
        if (chunk.routing_event !== undefined)
          news.push(`${chunk.routing_event.type} ${chunk.routing_event.to}`)
      }
      assert.strictEqual(text, "one, two, three, four.")
      assert.deepStrictEqual(news, ["switched anthropic/claude-haiku-4-5"])
      const sent = JSON.parse((await spare.request(0)).body)
      assert.strictEqual(sent.messages.at(-1).role, "assistant")
      assert.notMatch(JSON.stringify(sent.messages.at(-1)), /, "|\s"/, "no white space at its end")
    }))

  it("goes on in one answer for the official SDK", () =>
    withVendors(async (router) => {
      const client = new OpenAI({ apiKey: "none", baseURL: "http://host/v1", fetch: router.fetch })
      const stream = client.chat.completions.stream(ask("continue") as never)
      const completion = await stream.finalChatCompletion()
      assert.strictEqual(completion.choices[0]?.message.content, "one, two, three, four.")
      assert.strictEqual(completion.choices[0]?.finish_reason, "stop")
    }))

  it("starts over in HTTP form where the client says that it understands", () =>
    withVendors(async (router) => {
      const told = await lines(
        await router.fetch(url, post(ask("restart", { stream_options: { routing_events: true } })))
      )
      assert.strictEqual(told.at(-1), "[DONE]")
      const events = told.slice(0, -1).map((line) => JSON.parse(line))
      const reset = events.findIndex(({ routing_event }) => routing_event?.type === "reset")
      assert.deepStrictEqual(events[reset].choices, [])
      const text = events.slice(reset).map(({ choices }) => choices[0]?.delta.content ?? "")
      assert.strictEqual(text.join(""), "one, two, three, four.")
    }))

  it("ends in an error in HTTP form where it does not", () =>
    withVendors(async (router, spare) => {
      const told = await lines(await router.fetch(url, post(ask("restart"))))
      assert.isDefined(JSON.parse(told.at(-1)!).error)
      assert.strictEqual(spare.requests.length, 0)
    }))
})
