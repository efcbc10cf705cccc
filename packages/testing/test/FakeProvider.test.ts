import { assert, describe, it } from "@effect/vitest"
import * as Failure from "@turnout/core/Failure"
import * as Fold from "@turnout/core/Fold"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { call, request } from "./call.ts"

const limited = new Failure.RateLimited({ message: "slow down", retry_after_ms: 1000 })

const fake = (script?: FakeProvider.Script) =>
  FakeProvider.make({ id: "fake", models: ["m"], ...(script === undefined ? {} : { script }) })

const folded = (reads: ReadonlyArray<Parameters<Fold.Fold["push"]>[0]>) => {
  const fold = Fold.make({
    requestId: "r",
    createdMs: 0,
    model: "m",
    historyCallIds: new Set(),
    origin: { provider: "fake", model: "m" }
  })
  for (const read of reads) fold.push(read)
  assert.isTrue(fold.finished())
  return fold.completion({
    provider: "fake",
    provider_model_id: "m",
    model_canonical: "m",
    routing_strategy: "balanced",
    warnings: []
  })
}

describe("FakeProvider", () => {
  it.effect("without a script it says what the user said last", () =>
    Effect.gen(function* () {
      const { reads } = yield* call(fake(), request("one two three"))
      assert.strictEqual(folded(reads).choices[0]!.message.content, "one two three")
      assert.isAbove(reads.length, 3)
    })
  )

  it.effect("a unary answer is one read, with the same in it", () =>
    Effect.gen(function* () {
      const streamed = yield* call(fake())
      const whole = yield* call(fake(), request("hello", { stream: false }))
      assert.strictEqual(whole.reads.length, 1)
      assert.deepStrictEqual(folded(whole.reads), folded(streamed.reads))
    })
  )

  it.effect("a tool call comes with its arguments in pieces", () =>
    Effect.gen(function* () {
      const { reads } = yield* call(
        fake(FakeProvider.toolCall("lookup", { city: "Paris" }, { callId: "call_1" }))
      )
      assert.deepStrictEqual(folded(reads).choices[0]!.message.tool_calls, [
        { id: "call_1", type: "function", function: { name: "lookup", arguments: '{"city":"Paris"}' } }
      ])
      assert.strictEqual(folded(reads).choices[0]!.finish_reason, "tool_calls")
    })
  )

  it.effect("a list is one answer per call, the last one again and again", () =>
    Effect.gen(function* () {
      const provider = fake([FakeProvider.fail(limited), FakeProvider.text("well")])
      assert.strictEqual((yield* call(provider)).failure, limited)
      for (let turn = 0; turn < 2; turn++) {
        assert.strictEqual(folded((yield* call(provider)).reads).choices[0]!.message.content, "well")
      }
      assert.deepStrictEqual(
        provider.journal().map(({ outcome }) => outcome),
        ["failed", "answered", "answered"]
      )
    })
  )

  it.effect("a function sees the call", () =>
    Effect.gen(function* () {
      const provider = fake(({ index, endpoint }) => FakeProvider.text(`${endpoint.id} ${index}`))
      yield* call(provider)
      const { reads } = yield* call(provider)
      assert.strictEqual(folded(reads).choices[0]!.message.content, "fake/m 1")
    })
  )

  it.effect("a cut answer gives what came before it, and no end", () =>
    Effect.gen(function* () {
      const provider = fake(FakeProvider.cut([{ type: "text", choice: 0, text: "half" }]))
      const { reads, failure } = yield* call(provider)
      assert.deepStrictEqual(reads, [[{ type: "text", choice: 0, text: "half" }]])
      assert.strictEqual(failure?._tag, "StreamTruncated")
      const whole = yield* call(provider, request("x", { stream: false }))
      assert.deepStrictEqual(whole.reads, [])
      assert.strictEqual(whole.failure?._tag, "StreamTruncated")
    })
  )

  it.effect("time passes in the test's clock, before acceptance and between reads", () =>
    Effect.gen(function* () {
      const provider = fake(FakeProvider.after(1000, FakeProvider.paced(10, FakeProvider.text("a b"))))
      const fiber = yield* Effect.forkChild(call(provider))
      yield* TestClock.adjust(1039)
      assert.strictEqual(provider.journal()[0]!.outcome, "open")
      yield* TestClock.adjust(1)
      yield* Fiber.join(fiber)
      assert.strictEqual(provider.journal()[0]!.outcome, "answered")
    })
  )

  it.effect("the journal knows who hung up", () =>
    Effect.gen(function* () {
      const provider = fake([FakeProvider.hang, FakeProvider.stall([{ type: "text", choice: 0, text: "a" }])])
      for (let turn = 0; turn < 2; turn++) {
        const fiber = yield* Effect.forkChild(call(provider), { startImmediately: true })
        assert.strictEqual(provider.journal()[turn]!.outcome, "open")
        yield* Fiber.interrupt(fiber)
      }
      assert.deepStrictEqual(
        provider.journal().map(({ outcome, reads }) => ({ outcome, reads })),
        [
          { outcome: "interrupted", reads: 0 },
          { outcome: "interrupted", reads: 1 }
        ]
      )
    })
  )

  it.effect("the journal holds the body that was sent", () =>
    Effect.gen(function* () {
      const provider = fake()
      yield* call(provider, request("hi", { temperature: 0.5 }))
      assert.deepStrictEqual(provider.journal()[0]!.prepared.body, {
        model: "m",
        messages: [{ role: "user", content: "hi" }],
        stream: true,
        temperature: 0.5
      })
    })
  )

  it("endpoints state what the test states, and take everything else", () => {
    const provider = FakeProvider.make({
      id: "fake",
      models: { m: { model: "canonical", price: { input: 2, output: 8 }, limits: { context: 1000 } } }
    })
    const [endpoint] = provider.endpoints([])
    assert.strictEqual(endpoint!.id, "fake/m")
    assert.strictEqual(endpoint!.model, "canonical")
    assert.strictEqual(endpoint!.facts.prices[0]!.rates.output, 8_000_000)
    assert.strictEqual(endpoint!.facts.limits.context, 1000)
    assert.strictEqual(endpoint!.facts.capabilities.params["temperature"]!.support, "yes")
  })

  it.effect("a layer registers it for as long as it lives", () =>
    Effect.gen(function* () {
      const registry = yield* ProviderRegistry
      const provider = fake()
      yield* Effect.sync(() =>
        assert.deepStrictEqual(
          registry.snapshot().providers.map(({ id }) => id),
          ["fake"]
        )
      ).pipe(Effect.provide(FakeProvider.layer(provider)))
      assert.deepStrictEqual(registry.snapshot().providers, [])
    }).pipe(Effect.provide(ProviderRegistry.layer))
  )
})
