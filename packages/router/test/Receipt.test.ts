import { assert, describe, it } from "@effect/vitest"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Event } from "@turnout/core/Event"
import * as Price from "@turnout/core/Price"
import * as Usage from "@turnout/core/Usage"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import type { Receipt } from "@turnout/router/Receipt"
import { Router } from "@turnout/router/Router"
import { Effect, Fiber, Redacted, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"
import { ask, failureOf, fake, house, messages, type Mode, modes, tell } from "./house.ts"

const priced = (input: number, output: number) => ({
  m: { prices: [{ rates: Price.rates({ input, output }), source: "test", date: "2026-01-01" }] }
})

/** A router with somebody who keeps its receipts. */
const kept = (providers: Parameters<typeof house>[0], options: Parameters<typeof house>[1] = {}) => {
  const receipts: Array<Receipt> = []
  return {
    receipts,
    layer: house(providers, {
      ...options,
      observe: { receipt: (receipt) => void receipts.push(receipt), bodies: true }
    })
  }
}

const start: Event = { type: "start" }
const say = (text: string): Event => ({ type: "text", choice: 0, text })

/** A receipt's ends and what was tried. */
const brief = ({ attempts, error, outcome }: Receipt) => [
  outcome,
  ...attempts.map(({ endpoint, outcome }) => `${endpoint} ${outcome}`),
  ...(error === undefined ? [] : [error.code])
]

describe("a receipt", () => {
  for (const mode of modes) {
    it.effect(`one for every call that is answered, with all that it took, ${mode}`, () => {
      const down = failureOf("ServerError", { should_retry: false })
      const answer = FakeProvider.text("hello", { usage: Usage.make({ input: 10, output: 5 }) })
      const { layer, receipts } = kept([
        fake("a", FakeProvider.fail(down)),
        fake("b", answer, { models: priced(10, 10) })
      ])
      return Effect.gen(function* () {
        const more = { signature: "s", gateway: undefined }
        const { gateway } = ask(["a", "b"])
        const request: ChatRequest = {
          ...ask(["a", "b"]),
          ...more,
          tags: "x, y",
          gateway: { ...gateway, metadata: { user_id: "u", custom_fields: { k: "v" } } }
        }
        yield* tell(mode, request)
        assert.strictEqual(receipts.length, 1)
        const [receipt] = receipts
        assert.deepStrictEqual(brief(receipt!), ["answered", "a/m failed", "b/m answered"])
        assert.strictEqual(receipt!.stream, mode === "streamed")
        assert.deepStrictEqual(receipt!.metadata, {
          tags: ["x", "y"],
          user_id: "u",
          custom_fields: { k: "v" }
        })
        assert.strictEqual(receipt!.signature, "s")
        assert.deepStrictEqual(receipt!.cost, { usd: 0.00015, confidence: "exact" })
        assert.strictEqual(receipt!.usage?.total_tokens, 15)
        assert.deepStrictEqual([receipt!.routing?.provider, receipt!.routing?.model_canonical], ["b", "m"])
        assert.strictEqual(receipt!.response?.choices[0]?.message.content, "hello")
        assert.deepStrictEqual(receipt!.request?.messages, [{ role: "user", content: "hello" }])
        assert.deepStrictEqual(receipt!.asked, { models: ["m"] }, "no word of the request")
        assert.deepStrictEqual(receipt!.answer?.finish_reasons, ["stop"])
        assert.isString(receipt!.answer?.id)
        assert.deepStrictEqual(JSON.parse(JSON.stringify(receipt)), receipt, "it is plain JSON")
      }).pipe(Effect.provide(layer))
    })

    it.effect(`one for every call that fails, ${mode}`, () => {
      const down = failureOf("ServerError", { should_retry: false })
      const { layer, receipts } = kept([fake("a", FakeProvider.fail(down))])
      return Effect.gen(function* () {
        yield* Effect.flip(tell(mode, ask(["a"])))
        yield* Effect.flip(tell(mode, { ...ask(["a"]), temperature: 9 }))
        yield* Effect.flip(tell(mode, { ...ask([]), model: "nobody's" }))
        assert.deepStrictEqual(receipts.map(brief), [
          ["failed", "a/m failed", "upstream_error"],
          ["failed", "invalid_parameter_value"],
          ["failed", "model_not_found"]
        ])
      }).pipe(Effect.provide(layer))
    })

    it.effect(`says for whom it was, ${mode}`, () => {
      const { layer, receipts } = kept([fake("a")])
      return Effect.gen(function* () {
        const router = yield* Router
        const options = { principal: { user_id: "u" } }
        if (mode === "unary") yield* router.chat(ask(["a"]), options)
        else yield* Stream.runDrain(router.chatStream(ask(["a"]), options))
        assert.deepStrictEqual(
          receipts.map(({ principal }) => principal),
          [{ user_id: "u" }]
        )
      }).pipe(Effect.provide(layer))
    })

    it.effect(`of an interrupted call says what was used, ${mode}`, () => {
      const { layer, receipts } = kept([fake("a", FakeProvider.hang, { models: priced(10, 10) })])
      return Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(tell(mode, ask(["a"])), { startImmediately: true })
        yield* TestClock.adjust("3 seconds")
        yield* Fiber.interrupt(fiber)
        assert.deepStrictEqual(receipts.map(brief), [["interrupted", "a/m interrupted"]])
        assert.strictEqual(receipts[0]?.duration_ms, 3000)
        assert.strictEqual(receipts[0]?.cost.confidence, "assumed")
        assert.isAbove(receipts[0]?.cost.usd ?? 0, 0)
      }).pipe(Effect.provide(layer))
    })
  }

  it.effect("of a stream that was left says what had been written", () => {
    const a = fake("a", FakeProvider.reads([start, say("x".repeat(400))], [say("y")]), {
      models: priced(10, 10)
    })
    const { layer, receipts } = kept([a])
    return Effect.gen(function* () {
      const router = yield* Router
      yield* router.chatStream(ask(["a"])).pipe(Stream.take(1), Stream.runDrain)
      assert.deepStrictEqual(receipts.map(brief), [["interrupted", "a/m interrupted"]])
      assert.isAtLeast(receipts[0]!.cost.usd, 0.001, "a hundred tokens of an answer")
    }).pipe(Effect.provide(layer))
  })

  it.effect("of a stream that breaks has what was said", () => {
    const cut = failureOf("StreamTruncated")
    const { layer, receipts } = kept([fake("a", FakeProvider.broken([start, say("half")], cut))])
    return Effect.gen(function* () {
      yield* Effect.flip(tell("streamed", ask(["a"])))
      assert.deepStrictEqual(receipts.map(brief), [["failed", "a/m failed", "upstream_error"]])
      assert.strictEqual(receipts[0]?.response?.choices[0]?.message.content, "half")
    }).pipe(Effect.provide(layer))
  })

  it.effect("of a stream that started over has both, once", () => {
    const cut = failureOf("StreamTruncated", { should_retry: false })
    const { layer, receipts } = kept([
      fake("a", FakeProvider.broken([start, say("half")], cut)),
      fake("b", FakeProvider.text("whole"))
    ])
    return Effect.gen(function* () {
      yield* tell("streamed", ask(["a", "b"], { on_interrupt: "restart" }))
      assert.deepStrictEqual(receipts.map(brief), [["answered", "a/m failed", "b/m answered"]])
      assert.strictEqual(receipts[0]?.response?.choices[0]?.message.content, "whole")
    }).pipe(Effect.provide(layer))
  })

  it.effect("of a hedged call has the attempt that lost", () => {
    const { layer, receipts } = kept([fake("a", FakeProvider.hang), fake("b")])
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(tell("streamed", ask(["a", "b"], { hedge: { after_ms: 100 } })), {
        startImmediately: true
      })
      yield* TestClock.adjust(100)
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(receipts.map(brief), [["answered", "a/m interrupted", "b/m answered"]])
    }).pipe(Effect.provide(layer))
  })

  it.effect("one for an array of requests", () => {
    const down = failureOf("ServerError", { should_retry: false })
    const a = fake("a", FakeProvider.fail(down), { models: ["m"] })
    const { layer, receipts } = kept([a, fake("b", undefined, { models: ["n"] })])
    return Effect.gen(function* () {
      const router = yield* Router
      yield* router.chat([
        { model: "m", messages, signature: "first" },
        { model: "n", messages, signature: "second" }
      ])
      assert.deepStrictEqual(receipts.map(brief), [["answered", "a/m failed", "b/n answered"]])
      assert.strictEqual(receipts[0]?.signature, "second")
    }).pipe(Effect.provide(layer))
  })

  it.effect("of an answer whose scope is closed after its end is not written twice", () => {
    const { layer, receipts } = kept([fake("a")])
    return Effect.gen(function* () {
      const router = yield* Router
      yield* Effect.scoped(
        Effect.gen(function* () {
          const { read } = yield* router.start(ask(["a"]))
          while ((yield* read) !== undefined);
        })
      )
      assert.strictEqual(receipts.length, 1)
      yield* Effect.scoped(Scope.Scope)
    }).pipe(Effect.provide(layer))
  })

  const quiet: ReadonlyArray<readonly [object, request: boolean, response: boolean]> = [
    [{}, true, true],
    [{ log_query_body: true, log_response_body: true }, true, true],
    [{ log_response_body: false }, true, false],
    [{ log_query_body: false }, false, false],
    [{ log_query_body: false, log_response_body: true }, false, false]
  ]
  for (const [flags, request, response] of quiet) {
    it.effect(`holds bodies only where they are permitted: ${JSON.stringify(flags)}`, () => {
      const secret = "the caller's own words"
      const { layer, receipts } = kept([fake("a")])
      return Effect.gen(function* () {
        for (const mode of modes as ReadonlyArray<Mode>) {
          yield* tell(mode, { ...ask(["a"]), messages: [{ role: "user", content: secret }], ...flags })
          const receipt = receipts.pop()
          assert.deepStrictEqual(
            [receipt?.request !== undefined, receipt?.response !== undefined],
            [request, response]
          )
          if (!request) assert.notInclude(JSON.stringify(receipt), secret)
        }
      }).pipe(Effect.provide(layer))
    })
  }

  it.effect("a host that throws harms no call", () =>
    Effect.gen(function* () {
      for (const mode of modes) assert.strictEqual((yield* tell(mode, ask(["a"]))).text, "hello")
    }).pipe(
      Effect.provide(
        house([fake("a")], {
          observe: () => {
            throw new Error("bug")
          }
        })
      )
    )
  )

  it.effect("holds no key", () => {
    const canary = "sk-canary-0123456789"
    const { layer, receipts } = kept([fake("a")], { credentials: () => ({ a: Redacted.make(canary) }) })
    return Effect.gen(function* () {
      yield* tell("unary", { ...ask(["a"]), extensions: { a: { api_key: canary } } })
      assert.notInclude(JSON.stringify(receipts), canary)
    }).pipe(Effect.provide(layer))
  })
})
