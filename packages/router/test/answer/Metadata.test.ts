import { assert, describe, it } from "@effect/vitest"
import type { Json } from "@turnout/core/Json"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Router } from "@turnout/router/Router"
import { Effect, Stream } from "effect"
import { answered, ask, fake, house, messages, modes, observed, tell } from "../house.ts"

const four = ["provider", "provider_model_id", "model_canonical", "routing_strategy"]
const plain = { model: "m", messages } as const

describe("routing_metadata", () => {
  for (const mode of modes) {
    it.effect(`has its stable fields and no others unless they are asked for, ${mode}`, () =>
      Effect.gen(function* () {
        const { metadata } = yield* answered(tell(mode, plain))
        const stable = [...four, "ttft_ms", "throughput_tps", "cost", "warnings"]
        for (const field of [...four, "ttft_ms", "warnings"]) assert.property(metadata, field)
        for (const field of Object.keys(metadata)) assert.include(stable, field)
        assert.deepStrictEqual(metadata.warnings, [])
      }).pipe(Effect.provide(house([fake("a")])))
    )

    it.effect(`gateway.include adds the attempts and the decision, ${mode}`, () =>
      Effect.gen(function* () {
        const one = yield* answered(tell(mode, { ...plain, gateway: { include: ["attempts"] } }))
        assert.deepStrictEqual([one.metadata.attempts?.length, one.metadata.decision], [1, undefined])
        const other = yield* answered(tell(mode, { ...plain, gateway: { include: ["decision"] } }))
        assert.deepStrictEqual(
          [other.metadata.attempts, other.metadata.decision?.candidates.length],
          [undefined, 1]
        )
      }).pipe(Effect.provide(house([fake("a")])))
    )

    it.effect(`the host may include them in every answer, ${mode}`, () =>
      Effect.gen(function* () {
        const { metadata } = yield* answered(tell(mode, plain))
        assert.strictEqual(metadata.attempts?.length, 1)
        assert.strictEqual(metadata.decision?.strategy, "balanced")
      }).pipe(Effect.provide(house([fake("a")], { include: ["attempts", "decision"] })))
    )
  }

  for (const mode of modes) {
    it.effect(`names what was left out of an answer, since it nests too deep to be written, ${mode}`, () => {
      let deep: Json = "bottom"
      for (let level = 0; level < 6000; level++) deep = { deep }
      const events = FakeProvider.events([
        { type: "start" },
        { type: "text", choice: 0, text: "said" },
        { type: "annotation", choice: 0, annotation: { type: "url_citation", deep } },
        { type: "provider_fields", choice: 0, fields: { kept: 1, fields: deep } },
        { type: "logprobs", choice: 0, content: [{ token: "a", deep }] },
        { type: "finish", choice: 0, reason: "stop" },
        { type: "end" }
      ])
      return Effect.gen(function* () {
        const { metadata, text } = yield* answered(tell(mode, plain))
        assert.strictEqual(text, "said")
        assert.deepStrictEqual(
          metadata.warnings.map(({ code, type }) => [type, code]),
          [
            ["unsupported_field", "annotations"],
            ["unsupported_field", "provider_fields.fields"],
            ["unsupported_field", "logprobs"]
          ]
        )
        assert.isString(JSON.stringify(metadata))
      }).pipe(Effect.provide(house([fake("a", events)])))
    })
  }

  it.effect("times run from the attempt's start: a stream's first content and its speed from there", () => {
    const signals = observed()
    const words = FakeProvider.text("a b c d", { usage: { input: 1, output: 30, reasoning: 10 } })
    const slow = FakeProvider.after(100, FakeProvider.paced(100, words))
    return Effect.gen(function* () {
      const { metadata, took } = yield* answered(tell("streamed", ask(["a"])))
      // accepted at 100, preamble at 200, words at 300 to 600, the end at 700
      assert.deepStrictEqual([metadata.ttft_ms, metadata.throughput_tps, took], [300, 100, 700])
      const [attempt] = metadata.attempts!
      assert.deepStrictEqual([attempt?.started_ms, attempt?.duration_ms, attempt?.ttft_ms], [0, 700, 300])
      assert.deepStrictEqual(signals.outcomes, [
        { type: "entered", endpoint: "a/m", at: 0 },
        { type: "committed", endpoint: "a/m", at: 300 },
        {
          type: "answered",
          endpoint: "a/m",
          at: 700,
          stream: true,
          committed: true,
          ttft_ms: 300,
          model: "m",
          prompt_tokens: 1,
          output_tokens: 40,
          tps: 100
        }
      ])
    }).pipe(Effect.provide(house([fake("a", slow)], {}, signals.layer)))
  })

  it.effect("a whole answer's first byte, and its speed from the attempt's start", () => {
    const signals = observed()
    const words = FakeProvider.text("a b", { usage: { input: 1, output: 40 } })
    return Effect.gen(function* () {
      const { metadata } = yield* answered(tell("unary", ask(["a"])))
      assert.deepStrictEqual([metadata.ttft_ms, metadata.throughput_tps], [400, 100])
      const [last] = signals.outcomes.slice(-1)
      assert.notProperty(last!, "tps", "whole answers say nothing of a stream's speed")
      assert.strictEqual(signals.of("a/m").ttft_samples, 0)
      assert.strictEqual(signals.of("a/m").successes, 1)
    }).pipe(Effect.provide(house([fake("a", FakeProvider.after(400, words))], {}, signals.layer)))
  })

  it.effect("an answer in no time has no speed", () =>
    Effect.gen(function* () {
      const { metadata } = yield* answered(tell("streamed", ask(["a"])))
      assert.strictEqual(metadata.ttft_ms, 0)
      assert.notProperty(metadata, "throughput_tps")
    }).pipe(Effect.provide(house([fake("a")])))
  )

  it.effect("the model is the one that the vendor reports, else the one sent", () => {
    const models = { "m-native": { model: "m" } }
    return Effect.gen(function* () {
      for (const mode of modes) {
        const reported = yield* answered(tell(mode, ask(["a"], { providers: ["a"] })))
        assert.deepInclude(reported.metadata, {
          provider: "a",
          provider_model_id: "m-2026-01-31",
          model_canonical: "m"
        })
        const sent = yield* answered(tell(mode, ask(["b"], { providers: ["b"] })))
        assert.deepInclude(sent.metadata, {
          provider: "b",
          provider_model_id: "m-native",
          model_canonical: "m"
        })
      }
      const router = yield* Router
      const answer = yield* router.chat(ask(["a"], { providers: ["a"] }))
      assert.strictEqual(answer.model, "m-2026-01-31")
      const chunks = yield* Stream.runCollect(router.chatStream(ask(["a"], { providers: ["a"] })))
      for (const chunk of chunks) assert.strictEqual(chunk.model, "m-2026-01-31")
    }).pipe(
      Effect.provide(
        house([
          fake("a", FakeProvider.text("hi", { model: "m-2026-01-31" }), { models }),
          fake("b", FakeProvider.text("hi"), { models })
        ])
      )
    )
  })

  it.effect("the strategy is told by its current name; weights make it custom", () =>
    Effect.gen(function* () {
      const strategyOf = (routing: object) =>
        Effect.map(
          answered(tell("unary", { ...plain, gateway: { routing } })),
          ({ metadata }) => metadata.routing_strategy
        )
      assert.strictEqual(yield* strategyOf({}), "balanced")
      assert.strictEqual(yield* strategyOf({ optimize: "cheapest" }), "cost-focus")
      assert.strictEqual(yield* strategyOf({ weights: { cost: 1 }, optimize: "ttft" }), "custom")
    }).pipe(Effect.provide(house([fake("a")])))
  )

  it.effect("warnings are the caller's first, then those of the endpoint that answered", () => {
    const seedless = { models: { m: { capabilities: { params: { seed: { support: "no" } } } } } } as const
    const busy = FakeProvider.hang
    return Effect.gen(function* () {
      const request = { ...ask(["a", "b"], { attempt_timeout_ms: 10 }), store: true, seed: 7, top_k: 3 }
      const { metadata } = yield* answered(tell("unary", request))
      assert.deepStrictEqual(
        metadata.warnings.map(({ type, code }) => [type, code]),
        [
          ["unsupported_field", "store"],
          ["unsupported_parameter", "seed"]
        ]
      )
    }).pipe(
      Effect.provide(
        house([
          fake("a", busy, { models: { m: { capabilities: { params: { top_k: { support: "no" } } } } } }),
          fake("b", undefined, seedless)
        ])
      )
    )
  })

  it.effect("what a vendor says of its request stands in the attempt", () =>
    Effect.gen(function* () {
      const { metadata } = yield* answered(tell("unary", ask(["a"])))
      assert.deepInclude(metadata.attempts![0]!, {
        endpoint: "a/m",
        provider: "a",
        model: "m",
        credential: "fake",
        outcome: "answered",
        request_id: "req_1"
      })
    }).pipe(Effect.provide(house([fake("a", { ...FakeProvider.text("hi"), request_id: "req_1" })])))
  )

  it.effect("it is JSON, whole", () =>
    Effect.gen(function* () {
      const { metadata } = yield* answered(
        tell("unary", { ...plain, gateway: { include: ["attempts", "decision"] } })
      )
      assert.deepStrictEqual(JSON.parse(JSON.stringify(metadata)), metadata)
    }).pipe(Effect.provide(house([fake("a")])))
  )
})
