import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import { Effect } from "effect"
import * as Address from "../src/Address.ts"
import * as AnthropicMessages from "../src/AnthropicMessages.ts"
import * as Auth from "../src/Auth.ts"
import * as OpenAiChat from "../src/OpenAiChat.ts"
import type { Protocol } from "../src/Protocol.ts"
import * as Route from "../src/Route.ts"
import type { Transport } from "../src/Transport.ts"
import { run } from "./route.ts"

const bodyLimit = 200_000

/** An answer of which each read is the next of these frames, for ever. */
const endless = (frame: (index: number) => string, first: ReadonlyArray<string> = []) => {
  const taken = { reads: 0, bytes: 0 }
  const transport: Transport["Service"] = {
    send: () =>
      Effect.succeed({
        status: 200,
        headers: { "content-type": "text/event-stream" },
        read: Effect.sync(() => {
          const text = first[taken.reads] ?? frame(taken.reads)
          taken.reads++
          taken.bytes += text.length
          return new TextEncoder().encode(text)
        })
      })
  }
  return { transport, taken }
}

const routeOf = <S, F>(transport: Transport["Service"], protocol: Protocol<S, F>) =>
  Route.make(transport, {
    protocol,
    address: Address.make("http://vendor.test", "/v1"),
    auth: Auth.bearer,
    options: { bodyLimit }
  })

/** Reads until it fails, and forgets what it read: the failure, and how many events came. */
const drained = <S, F>(transport: Transport["Service"], protocol: Protocol<S, F>) =>
  Effect.gen(function* () {
    const reply = yield* run(routeOf(transport, protocol), true)
    let events: ReadonlyArray<Event> | undefined = []
    while (events !== undefined) events = yield* reply.read
    return undefined
  }).pipe(Effect.scoped, Effect.flip)

const data = (json: unknown) => `data: ${JSON.stringify(json)}\n\n`

const chat = (choice: object) =>
  data({ id: "a", object: "chat.completion.chunk", model: "m", choices: [{ index: 0, ...choice }] })

const words = "x".repeat(1_000)
const openAi: { readonly [what: string]: (index: number) => string } = {
  content: () => chat({ delta: { content: words } }),
  "content of one letter": () => chat({ delta: { content: "x" } }),
  "content of no letter": () => chat({ delta: { content: "" } }),
  reasoning: () => chat({ delta: { reasoning_content: words } }),
  "reasoning details": (index) =>
    chat({ delta: { reasoning_details: [{ type: "reasoning.encrypted", index, data: words }] } }),
  refusals: () => chat({ delta: { refusal: words } }),
  arguments: () =>
    chat({ delta: { tool_calls: [{ index: 0, id: "c", function: { name: "f", arguments: words } }] } }),
  "tool calls": (index) =>
    chat({ delta: { tool_calls: [{ index, id: `c${index}`, function: { name: "f", arguments: "" } }] } }),
  "arguments of a tool without a name": () =>
    chat({ delta: { tool_calls: [{ index: 0, function: { arguments: words } }] } }),
  annotations: () =>
    chat({ delta: { annotations: [{ type: "url_citation", url_citation: { url: words } }] } }),
  logprobs: () =>
    chat({ delta: {}, logprobs: { content: [{ token: words, logprob: 0, bytes: [], top_logprobs: [] }] } }),
  preamble: () => chat({ delta: { role: "assistant" } }),
  usage: () => data({ id: "a", choices: [], usage: { prompt_tokens: 1, completion_tokens: 1, note: words } }),
  "frames without a word of ours": () => data({ note: words })
}

const block = (index: number, content_block: object) =>
  data({ type: "content_block_start", index, content_block })
const delta = (delta: object) => data({ type: "content_block_delta", index: 0, delta })
const message = data({
  type: "message_start",
  message: {
    id: "m",
    type: "message",
    role: "assistant",
    model: "m",
    content: [],
    usage: { input_tokens: 1, output_tokens: 1 }
  }
})

const anthropic: { readonly [what: string]: readonly [first: string, frame: (index: number) => string] } = {
  text: [block(0, { type: "text", text: "" }), () => delta({ type: "text_delta", text: words })],
  thinking: [
    block(0, { type: "thinking", thinking: "" }),
    () => delta({ type: "thinking_delta", thinking: words })
  ],
  citations: [
    block(0, { type: "text", text: "" }),
    () => delta({ type: "citations_delta", citation: { url: words } })
  ],
  arguments: [
    block(0, { type: "tool_use", id: "t", name: "f", input: {} }),
    () => delta({ type: "input_json_delta", partial_json: words })
  ],
  "input of the vendor's own tool": [
    block(0, { type: "server_tool_use", id: "t", name: "web_search", input: {} }),
    () => delta({ type: "input_json_delta", partial_json: words })
  ],
  blocks: [
    block(0, { type: "text", text: "" }),
    (index) => block(index, { type: "redacted_thinking", data: words })
  ]
}

/** What the frames may weigh around the text that is held of them. */
const overhead = 20

describe("an answer that never ends", () => {
  for (const [what, frame] of Object.entries(openAi)) {
    it.effect(`is one failure once too much is held of it: OpenAI's ${what}`, () =>
      Effect.gen(function* () {
        const { taken, transport } = endless(frame)
        const failure = yield* drained(transport, OpenAiChat.protocol)
        assert.deepStrictEqual([failure._tag, failure.rule], ["MalformedResponse", "body:limit"])
        assert.isAtMost(taken.bytes, bodyLimit * overhead)
      })
    )
  }

  for (const [what, [first, frame]] of Object.entries(anthropic)) {
    it.effect(`is one failure once too much is held of it: Anthropic's ${what}`, () =>
      Effect.gen(function* () {
        const { taken, transport } = endless(frame, [message, first])
        const failure = yield* drained(transport, AnthropicMessages.protocol)
        assert.deepStrictEqual([failure._tag, failure.rule], ["MalformedResponse", "body:limit"])
        assert.isAtMost(taken.bytes, bodyLimit * overhead)
      })
    )
  }

  it.effect("may be kept alive by any number of comments, of which nothing is held", () =>
    Effect.gen(function* () {
      const said = chat({ delta: { content: "hi" }, finish_reason: "stop" })
      const { taken, transport } = endless((index) =>
        index < 2_000 ? `: ${words}\n\n` : index === 2_000 ? said : "data: [DONE]\n\n"
      )
      const reply = yield* run(routeOf(transport, OpenAiChat.protocol), true)
      let text = ""
      for (let events = yield* reply.read; events !== undefined; events = yield* reply.read) {
        for (const event of events) if (event.type === "text") text += event.text
        if (events.some(({ type }) => type === "end")) break
      }
      assert.strictEqual(text, "hi")
      assert.isAbove(taken.bytes, bodyLimit * 5)
    }).pipe(Effect.scoped)
  )

  it.effect("weighs what it says, not the envelope around it", () =>
    Effect.gen(function* () {
      const heavy = (content: string) => data({ id: words, choices: [{ index: 0, delta: { content } }] })
      const { taken, transport } = endless((index) =>
        index < 1_000 ? heavy("word ") : chat({ delta: {}, finish_reason: "stop" }) + "data: [DONE]\n\n"
      )
      const reply = yield* run(routeOf(transport, OpenAiChat.protocol), true)
      for (let isEnd = false; !isEnd;) isEnd = (yield* reply.read)?.some(({ type }) => type === "end") ?? true
      assert.isAbove(taken.bytes, bodyLimit * 5)
    }).pipe(Effect.scoped)
  )
})
