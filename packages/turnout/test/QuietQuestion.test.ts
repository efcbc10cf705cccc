import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { openai } from "@turnout/openai"
import { openaiCompatible } from "@turnout/openai-compatible"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { createRouter } from "turnout"
import { inspect } from "node:util"
import * as Upstream from "./upstream.ts"

const question = "is it zebra syndrome?"
const quoting = {
  message: `bad: ${question}`,
  type: question,
  code: question,
  param: question
}
const quotes: { readonly [way: string]: ScriptedHttp.Answer } = {
  "a 400": Upstream.refusal(400, quoting),
  "a 404": Upstream.refusal(404, quoting),
  "a 429": Upstream.refusal(429, quoting),
  "a 500": Upstream.refusal(500, quoting),
  "a text": { status: 400, body: [question] },
  "the id of a refused request": Upstream.refusal(
    500,
    { message: "down" },
    { "x-request-id": "is-it-zebra-syndrome", "request-id": "zebra" }
  ),
  "the id of an answered request": ScriptedHttp.json(
    {
      id: "c",
      model: "m",
      choices: [{ index: 0, message: { role: "assistant", content: "no" }, finish_reason: "stop" }]
    },
    { headers: { "x-request-id": "is%20it%20zebra%20syndrome" } }
  ),
  "a code of one word": Upstream.refusal(400, { message: "m", type: "zebra", code: "zebra" }),
  "an error in a 200": ScriptedHttp.json({ error: quoting }),
  "an error in a stream": ScriptedHttp.sse([`data: ${JSON.stringify({ error: quoting })}\n\n`]),
  "an error behind half an answer": ScriptedHttp.sse([
    Upstream.delta({ role: "assistant", content: "half" }),
    `data: ${JSON.stringify({ error: quoting })}\n\n`
  ])
}

describe("a vendor that quotes the question to a caller who keeps it out of logs", () => {
  for (const [way, answer] of Object.entries(quotes)) {
    it(`is not quoted, whatever field it quotes in: ${way}`, () =>
      Upstream.withUpstream(
        () => answer,
        async (server) => {
          const seen: Array<unknown> = []
          await using router = createRouter({
            providers: [
              openai({ apiKey: "a", baseUrl: server.url }),
              anthropic({ apiKey: "b", baseUrl: server.url }),
              openaiCompatible({ apiKey: "c", baseUrl: server.url })
            ],
            include: ["attempts", "decision"],
            observe: { receipt: (receipt) => void seen.push(receipt), bodies: true }
          })
          for (const model of ["gpt-4o", "claude-sonnet-4-5", "m@custom"]) {
            for (const stream of [false, true]) {
              const request = {
                model,
                stream,
                gateway: { routing: { max_fallback_attempts: 0 } },
                log_query_body: false,
                messages: [{ role: "user" as const, content: question }]
              }
              try {
                const given: unknown = await router.chat.completions.create(request)
                if (stream) for await (const _ of given as AsyncIterable<unknown>);
              } catch (error) {
                seen.push(error)
              }
              const body = JSON.stringify(request)
              const response = await router.fetch("http://x/v1/chat/completions", { method: "POST", body })
              seen.push(await response.text())
            }
          }
          assert.isAtLeast(seen.length, 12)
          const told = seen.map((each) => inspect(each, { depth: 20 }) + JSON.stringify(each)).join()
          assert.notInclude(told, "zebra")
        }
      ))
  }

  it("is understood all the same: what it refuses of ours is taken back", () =>
    Upstream.withUpstream(
      ({ body }) =>
        body.includes("stream_options")
          ? Upstream.refusal(400, { message: `stream_options is not permitted. You said: ${question}` })
          : Upstream.streamed("ok"),
      async (server) => {
        await using router = createRouter({
          providers: [openaiCompatible({ apiKey: "c", baseUrl: server.url })]
        })
        const stream = await router.chat.completions.create({
          model: "m@custom",
          stream: true,
          log_query_body: false,
          messages: [{ role: "user", content: question }]
        })
        let text = ""
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ""
        assert.deepStrictEqual([text, server.requests.length], ["ok", 2])
      }
    ))
})
