import { assert, describe, it } from "@effect/vitest"
import { anthropic } from "@turnout/anthropic"
import { Catalog } from "@turnout/core/Catalog"
import type { FailureClass } from "@turnout/core/Failure"
import { openai } from "@turnout/openai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { type ChatRequest, createRouter, isRouterError, type RoutingInput, type TurnoutRouter } from "turnout"
import * as Upstream from "./upstream.ts"

const ask = { model: "m", messages: [{ role: "user", content: "hi" }] } satisfies ChatRequest

type Vendor = "openai" | "anthropic"
type Mode = "unary" | "streamed"

const sse = (...pieces: ReadonlyArray<string>): ScriptedHttp.Answer => ({
  headers: { "content-type": "text/event-stream" },
  body: pieces
})

const event = (type: string, data: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`

const preamble: { readonly [vendor in Vendor]: string } = {
  openai: Upstream.delta({ role: "assistant", content: "" }),
  anthropic: event("message_start", {
    message: {
      id: "msg",
      role: "assistant",
      model: "m",
      content: [],
      usage: { input_tokens: 9, output_tokens: 1 }
    }
  })
}

const word: { readonly [vendor in Vendor]: string } = {
  openai: Upstream.delta({ content: "half" }),
  anthropic: [
    event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
    event("content_block_delta", { index: 0, delta: { type: "text_delta", text: "half" } })
  ].join("")
}

/** The choice says why it ended, and the protocol does not say that this is all. */
const finish: { readonly [vendor in Vendor]: string } = {
  openai: "",
  anthropic: event("message_delta", { delta: { stop_reason: "end_turn" }, usage: { output_tokens: 3 } })
}

const overload: { readonly [vendor in Vendor]: string } = {
  openai: `data: ${JSON.stringify({ error: { message: "busy", type: "server_error", code: 503 } })}\n\n`,
  anthropic: event("error", { error: { type: "overloaded_error", message: "Overloaded" } })
}

const long = "x".repeat(1024 * 1024)
const page = "<html><body>Welcome to the gateway</body></html>"

interface Scene {
  readonly name: string
  readonly answer: (vendor: Vendor) => ScriptedHttp.Answer
  readonly reason: FailureClass
  readonly modes: ReadonlyArray<Mode>
  readonly routing?: RoutingInput
}

const streamed: ReadonlyArray<Mode> = ["streamed"]
const unary: ReadonlyArray<Mode> = ["unary"]
const both: ReadonlyArray<Mode> = ["unary", "streamed"]

/** What can go wrong with an accepted answer before anything of it is told. */
const scenes: ReadonlyArray<Scene> = [
  {
    name: "an error inside a 200",
    answer: (vendor) => sse(overload[vendor]),
    reason: "Overloaded",
    modes: streamed
  },
  {
    name: "an error behind the preamble",
    answer: (vendor) => sse(preamble[vendor], overload[vendor]),
    reason: "Overloaded",
    modes: streamed
  },
  { name: "nothing at all", answer: () => sse(), reason: "MalformedResponse", modes: streamed },
  {
    name: "only a preamble",
    answer: (vendor) => sse(preamble[vendor]),
    reason: "StreamTruncated",
    modes: streamed
  },
  {
    name: "a socket that breaks behind the preamble",
    answer: (vendor) => ({ ...sse(preamble[vendor]), ending: "reset" }),
    reason: "StreamTruncated",
    modes: streamed
  },
  {
    name: "a page of a gateway",
    answer: () => ({ headers: { "content-type": "text/html" }, body: page }),
    reason: "MalformedResponse",
    modes: both
  },
  {
    name: "a page that calls itself JSON",
    answer: () => ({ headers: { "content-type": "application/json" }, body: page }),
    reason: "MalformedResponse",
    modes: both
  },
  {
    name: "half of a JSON",
    answer: () => ({ headers: { "content-type": "application/json" }, body: '{"id":"x","choices":[{"mess' }),
    reason: "MalformedResponse",
    modes: unary
  },
  {
    name: "a JSON of another kind",
    answer: () => ScriptedHttp.json({ hello: "world" }),
    reason: "MalformedResponse",
    modes: unary
  },
  {
    name: "an endless line",
    answer: () => sse("data: ", ...Array.from({ length: 10 }, () => long)),
    reason: "MalformedResponse",
    modes: streamed
  },
  {
    name: "an answer without a measure",
    answer: () => ({
      headers: { "content-type": "application/json" },
      body: ['{"choices":"', ...Array.from({ length: 70 }, () => long)]
    }),
    reason: "MalformedResponse",
    modes: unary
  },
  {
    name: "pings and no word",
    answer: () => ({ ...sse(...Array.from({ length: 50 }, () => ": ping\n\n")), ending: "hang" }),
    reason: "TimedOut",
    modes: streamed,
    routing: { first_token_timeout_ms: 150 }
  },
  {
    name: "silence behind the preamble",
    answer: (vendor) => ({ ...sse(preamble[vendor]), ending: "hang" }),
    reason: "TimedOut",
    modes: streamed,
    routing: { stall_timeout_ms: 100 }
  },
  {
    name: "no answer",
    answer: () => ({ raw: true, body: [], ending: "hang" }),
    reason: "TimedOut",
    modes: both,
    routing: { attempt_timeout_ms: 100 }
  },
  {
    name: "a socket that breaks before a status",
    answer: () => ({ raw: true, body: [], ending: "reset" }),
    reason: "ConnectionFailed",
    modes: both
  }
]

const account: {
  readonly [vendor in Vendor]: (url: string) => Parameters<typeof createRouter>[0]["providers"][number]
} = {
  openai: (url) => openai({ apiKey: "sk-1", id: "first", baseUrl: `${url}/v1`, models: { m: {} } }),
  anthropic: (url) => anthropic({ apiKey: "sk-1", id: "first", baseUrl: url, models: { m: {} } })
}

const withRouter = (
  vendor: Vendor,
  answer: ScriptedHttp.Answer,
  routing: RoutingInput,
  test: (router: TurnoutRouter, server: ScriptedHttp.ScriptedHttp) => Promise<void>
) =>
  Upstream.withUpstream(
    () => answer,
    (server) =>
      Upstream.withUpstream(
        (request) =>
          JSON.parse(request.body).stream === true ? Upstream.streamed("we", "ll") : Upstream.text("well"),
        async (spare) => {
          await using router = createRouter({
            providers: [
              account[vendor](server.url),
              openai({ apiKey: "sk-2", id: "second", baseUrl: `${spare.url}/v1`, models: { m: {} } })
            ],
            catalog: Catalog.layerEmpty,
            routing: { order: ["first", "second"], max_fallback_attempts: 2, ...routing },
            include: ["attempts"]
          })
          await test(router, server)
        }
      )
  )

const read = async (router: TurnoutRouter, mode: Mode) => {
  if (mode === "unary") {
    const answer = await router.chat.completions.create(ask)
    return { text: answer.choices[0]?.message.content, metadata: answer.routing_metadata }
  }
  let text = ""
  let metadata
  for await (const chunk of await router.chat.completions.create({ ...ask, stream: true })) {
    text += chunk.choices[0]?.delta.content ?? ""
    metadata = chunk.routing_metadata ?? metadata
  }
  return { text, metadata }
}

for (const vendor of ["openai", "anthropic"] as const) {
  describe(`an accepted answer that is none, ${vendor}`, () => {
    for (const { answer, modes, name, reason, routing = {} } of scenes) {
      for (const mode of modes) {
        it(`${name}, ${mode}: the next endpoint answers, and nobody sees it`, () =>
          withRouter(vendor, answer(vendor), routing, async (router, server) => {
            const { metadata, text } = await read(router, mode)
            assert.strictEqual(text, "well")
            const [first] = metadata?.attempts ?? []
            assert.deepStrictEqual(
              [first?.provider, first?.outcome, first?.reason],
              ["first", "failed", reason]
            )
            for (const { outcome } of server.requests) assert.notStrictEqual(await outcome, "open")
          }))
      }
    }
  })

  describe(`a stream that is cut behind its first word, ${vendor}`, () => {
    const cuts: ReadonlyArray<readonly [name: string, answer: ScriptedHttp.Answer]> = [
      ["the bytes end", sse(preamble[vendor], word[vendor])],
      ["the bytes end behind the reason to stop", sse(preamble[vendor], word[vendor], finish[vendor])],
      ["the socket breaks", { ...sse(preamble[vendor], word[vendor]), ending: "reset" }]
    ]
    for (const [name, answer] of cuts) {
      it(`${name}: it never looks whole, and what was said is in the error`, () =>
        withRouter(vendor, answer, {}, async (router) => {
          try {
            await read(router, "streamed")
          } catch (error) {
            if (!isRouterError(error)) throw error
            assert.deepStrictEqual([error.status, error.attempts[0]?.reason], [502, "StreamTruncated"])
            assert.strictEqual(error.partial?.choices[0]?.message.content, "half")
            return
          }
          assert.fail("it ended as if it were whole")
        }))
    }
  })
}
