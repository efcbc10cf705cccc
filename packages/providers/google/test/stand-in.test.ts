import { LLMock } from "@copilotkit/aimock"
import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import * as Fit from "@turnout/core/Fit"
import * as Fold from "@turnout/core/Fold"
import type { Message } from "@turnout/core/Message"
import type { Request } from "@turnout/core/Request"
import { Google } from "@turnout/google"
import { layerFetch } from "@turnout/wire/TransportFetch"
import { Effect } from "effect"

/* A stand-in that others wrote, so that what we think of the Gemini API is not tested by ourselves alone. */

const model = "gemini-2.5-flash"

const standIn = (options: object = {}) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const vendor = new LLMock({ port: 0, host: "127.0.0.1", logLevel: "silent", chunkSize: 5, ...options })
      await vendor.start()
      return vendor
    }),
    (vendor) => Effect.promise(() => vendor.stop())
  )

const ask = (vendor: LLMock, request: Request) =>
  Effect.gen(function* () {
    const provider = yield* Effect.orDie(Google.make({ apiKey: "k", baseUrl: vendor.url }))
    const endpoint = provider.passthrough(model)
    const prepared = provider.prepare(Fit.fit(request, endpoint, provider), endpoint)
    const options = { connect_timeout_ms: 5000, now: 0 }
    const reply = yield* provider.run(prepared, endpoint, provider.credentials[0]!, options)
    const events: Array<Event> = []
    for (let read = yield* reply.read; read !== undefined; read = yield* reply.read) events.push(...read)
    const fold = Fold.make({
      requestId: "q",
      createdMs: 0,
      model,
      historyCallIds: new Set(),
      origin: { provider: "google", model }
    })
    fold.push(events)
    return fold.completion({} as never)
  }).pipe(Effect.scoped, Effect.provide(layerFetch))

const user = (content: string): Message => ({ role: "user", content })

const weather = {
  type: "function" as const,
  function: { name: "weather", parameters: { type: "object", properties: { city: { type: "string" } } } }
}

describe("a stand-in's Gemini API", () => {
  it.live("is asked and understood, whole and streamed", () =>
    Effect.gen(function* () {
      const vendor = yield* standIn()
      vendor.on({ userMessage: "hello" }, { content: "Grüße aus Zürich 🎉" })
      for (const stream of [false, true]) {
        const { choices } = yield* ask(vendor, { messages: [user("hello")], stream })
        assert.strictEqual(choices[0]!.message.content, "Grüße aus Zürich 🎉")
        assert.strictEqual(choices[0]!.finish_reason, "stop")
      }
    }).pipe(Effect.scoped)
  )

  it.live("calls tools, and is told of their results in the next turn", () =>
    Effect.gen(function* () {
      const vendor = yield* standIn()
      vendor
        .on(
          { userMessage: "weather", hasToolResult: false },
          {
            toolCalls: [
              { name: "weather", arguments: '{"city":"Bern"}' },
              { name: "weather", arguments: '{"city":"Rome"}' }
            ]
          }
        )
        .on({ hasToolResult: true }, { content: "Sunny." })
      for (const stream of [false, true]) {
        const asked = { messages: [user("weather")], tools: [weather], stream }
        const [choice] = (yield* ask(vendor, asked)).choices
        assert.strictEqual(choice!.finish_reason, "tool_calls")
        const calls = choice!.message.tool_calls ?? []
        assert.deepStrictEqual(
          calls.map((call) => (call.type === "function" ? call.function.arguments : "")),
          ['{"city":"Bern"}', '{"city":"Rome"}']
        )
        const results = calls.map(({ id }): Message => ({ role: "tool", tool_call_id: id, content: "20" }))
        const messages = [...asked.messages, choice!.message as Message, ...results]
        const answer = yield* ask(vendor, { ...asked, messages })
        assert.strictEqual(answer.choices[0]!.message.content, "Sunny.")
      }
    }).pipe(Effect.scoped)
  )

  for (const [chaos, classes] of [
    [{ dropRate: 1 }, ["ServerError", "Overloaded"]],
    [{ malformedRate: 1 }, ["MalformedResponse"]],
    [{ disconnectRate: 1 }, ["ConnectionFailed", "StreamTruncated"]]
  ] as const) {
    it.live(`fails as a failure: ${Object.keys(chaos).join()}`, () =>
      Effect.gen(function* () {
        const vendor = yield* standIn({ chaos })
        vendor.on({ userMessage: "hello" }, { content: "Hi" })
        for (const stream of [false, true]) {
          const failure = yield* Effect.flip(ask(vendor, { messages: [user("hello")], stream }))
          assert.include(classes, (failure as Failure)._tag)
        }
      }).pipe(Effect.scoped)
    )
  }
})
