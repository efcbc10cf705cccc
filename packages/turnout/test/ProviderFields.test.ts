import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { openaiCompatible } from "@turnout/openai-compatible"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import OpenAI from "openai"
import { createRouter, isRouterError } from "turnout"
import * as Upstream from "./upstream.ts"

const messages = [{ role: "user", content: "hi" }] as const

const said = (more: object) =>
  `data: ${JSON.stringify({ id: "c", model: "m", choices: [{ index: 0, delta: { content: "half" } }], ...more })}\n\n`

const sources = { citations: ["https://a.test"], search_results: [{ url: "https://a.test" }] }

const event = (type: string, more: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`

const citation = { type: "web_search_result_location", url: "https://a.test", title: "A", cited_text: "half" }

/** Half an answer of Anthropic's, whose text is still open. */
const half = [
  event("message_start", { message: { id: "m", model: "claude-sonnet-4-5", content: [], usage: {} } }),
  event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
  event("content_block_delta", { index: 0, delta: { type: "citations_delta", citation } }),
  event("content_block_delta", { index: 0, delta: { type: "text_delta", text: "half" } })
]

const ends = {
  "the bytes end": (pieces: ReadonlyArray<string>) => ScriptedHttp.sse(pieces),
  "the socket breaks": (pieces: ReadonlyArray<string>): ScriptedHttp.Answer => ({
    ...ScriptedHttp.sse(pieces),
    ending: "reset"
  }),
  "it stalls": (pieces: ReadonlyArray<string>): ScriptedHttp.Answer => ({
    ...ScriptedHttp.sse(pieces),
    ending: "hang"
  })
}

describe("what a vendor adds to an answer that breaks off", () => {
  for (const [name, ending] of Object.entries(ends)) {
    it(`is in the partial answer: ${name}`, () =>
      Upstream.withUpstream(
        ({ path }) => (path.includes("messages") ? ending(half) : ending([said(sources)])),
        async ({ url }) => {
          await using router = createRouter({
            providers: [
              openaiCompatible({ id: "acme", baseUrl: url }),
              anthropic({ apiKey: "k", baseUrl: url })
            ],
            routing: { stall_timeout_ms: 300 }
          })
          for (const model of ["m@acme", "claude-sonnet-4-5"]) {
            try {
              const stream = await router.chat.completions.create({ model, messages, stream: true })
              for await (const _ of stream);
              assert.fail("it ended as if it were whole")
            } catch (error) {
              if (!isRouterError(error)) throw error
              const message = error.partial?.choices[0]?.message
              assert.isDefined(message)
              assert.strictEqual(message.content, "half")
              assert.deepStrictEqual(
                message.provider_fields,
                model === "m@acme" ? { acme: sources } : { anthropic: { citations: [citation] } }
              )
              if (model !== "m@acme") assert.strictEqual(message.annotations?.length, 1)
            }
          }
        }
      ))
  }
})

describe("the official SDK", () => {
  it("folds what a vendor adds, streamed, as it reads it in a whole answer", () =>
    Upstream.withUpstream(
      ({ body }) =>
        (JSON.parse(body) as { readonly stream?: boolean }).stream === true
          ? ScriptedHttp.sse([said(sources), ...Upstream.tail()])
          : ScriptedHttp.json({
              id: "c",
              model: "m",
              ...sources,
              choices: [{ index: 0, message: { role: "assistant", content: "half" }, finish_reason: "stop" }]
            }),
      async ({ url }) => {
        await using router = createRouter({ providers: [openaiCompatible({ id: "acme", baseUrl: url })] })
        const client = new OpenAI({ apiKey: "unused", fetch: router.fetch })
        const asked = { model: "m", messages: [...messages] }
        const whole = await client.chat.completions.create(asked)
        const streamed = await client.chat.completions.stream(asked).finalChatCompletion()
        for (const { choices } of [whole, streamed]) {
          const message: object = choices[0]!.message
          assert.deepInclude(message, { content: "half", provider_fields: { acme: sources } })
        }
      }
    ))
})
