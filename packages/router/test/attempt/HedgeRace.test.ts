import { assert, describe, it } from "@effect/vitest"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Event } from "@turnout/core/Event"
import * as Price from "@turnout/core/Price"
import * as Usage from "@turnout/core/Usage"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import * as Hedge from "@turnout/router/Hedge"
import { Router } from "@turnout/router/Router"
import { Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import { answered, ask, dripping, failed, failureOf, fake, house, observed, tell } from "../house.ts"

const after_ms = 1000
const hedge = { after_ms }

const outcomes = (
  attempts:
    | ReadonlyArray<{ readonly endpoint: string; readonly outcome: string; readonly hedge?: boolean }>
    | undefined
) =>
  (attempts ?? []).map(
    ({ endpoint, hedge = false, outcome }) => `${endpoint} ${outcome}${hedge ? " beside" : ""}`
  )

const priced = (input: number, output: number) => ({
  m: { prices: [{ rates: Price.rates({ input, output }), source: "test", date: "2026-01-01" }] }
})

describe("when content is late", () => {
  it.effect("the next endpoint is asked beside, and the first content answers", () => {
    const seen = observed()
    const a = fake("a", FakeProvider.after(5000, FakeProvider.text("from a")))
    const b = fake("b", FakeProvider.after(500, FakeProvider.text("from b")))
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", ask(["a", "b"], { hedge })))
      assert.deepStrictEqual([told.text, told.took], ["from b", 1500])
      assert.deepStrictEqual(outcomes(told.metadata.attempts), ["a/m interrupted", "b/m answered beside"])
      assert.deepStrictEqual(
        a.journal().map(({ outcome }) => outcome),
        ["interrupted"],
        "its socket is closed"
      )
      assert.deepStrictEqual(
        seen.outcomes.map(({ type, endpoint }) => `${type} ${endpoint}`),
        ["entered a/m", "entered b/m", "committed b/m", "abandoned a/m", "answered b/m"]
      )
      assert.strictEqual(seen.of("a/m").outcomes, 0, "the loser has neither failed nor answered")
      assert.deepStrictEqual([seen.of("a/m").in_flight, seen.of("b/m").in_flight], [0, 0])
    }).pipe(Effect.provide(house([a, b], {}, seen.layer)))
  })

  it.effect("the first may still win, and the second is closed", () => {
    const a = fake("a", FakeProvider.after(1500, FakeProvider.text("from a")))
    const b = fake("b", FakeProvider.hang)
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", ask(["a", "b"], { hedge })))
      assert.deepStrictEqual([told.text, told.took], ["from a", 1500])
      assert.deepStrictEqual(outcomes(told.metadata.attempts), ["b/m interrupted beside", "a/m answered"])
      assert.deepStrictEqual(
        b.journal().map(({ outcome }) => outcome),
        ["interrupted"]
      )
    }).pipe(Effect.provide(house([a, b])))
  })

  it.effect("pings and preamble are no content", () => {
    const start: Event = { type: "start" }
    const chatty = FakeProvider.paced(300, FakeProvider.reads([start], [], [], [], [], [], [], [], []))
    const b = fake("b", FakeProvider.text("from b"))
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", ask(["a", "b"], { hedge })))
      assert.deepStrictEqual([told.text, told.took], ["from b", 1000])
    }).pipe(Effect.provide(house([fake("a", chatty), b])))
  })

  it.effect("content in time starts nothing", () => {
    const b = fake("b")
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", ask(["a", "b"], { hedge })))
      assert.deepStrictEqual([told.text, b.journal().length], ["slow", 0])
    }).pipe(Effect.provide(house([fake("a", FakeProvider.after(999, FakeProvider.text("slow"))), b])))
  })

  it.effect("a whole answer is hedged too, until the first byte of its body", () => {
    const b = fake("b", FakeProvider.text("from b"))
    return Effect.gen(function* () {
      const late = yield* answered(tell("unary", ask(["a", "b"], { hedge })))
      assert.deepStrictEqual([late.text, late.took, b.journal().length], ["from b", 1000, 1])
      const told = yield* answered(tell("unary", ask(["c", "b"], { hedge })))
      assert.deepStrictEqual([told.text, b.journal().length], ["begun", 1])
    }).pipe(
      Effect.provide(
        house([
          fake("a", FakeProvider.after(9000, FakeProvider.text("slow"))),
          b,
          dripping("c", "begun", { pause: 500, reads: 9 })
        ])
      )
    )
  })

  it.effect("at the same moment only one answers, and no attempt stays open", () => {
    const seen = observed()
    const a = fake("a", FakeProvider.after(1500, FakeProvider.text("from a")))
    const b = fake("b", FakeProvider.after(500, FakeProvider.text("from b")))
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", ask(["a", "b"], { hedge })))
      assert.include(["from a", "from b"], told.text)
      assert.strictEqual(told.metadata.attempts?.filter(({ outcome }) => outcome === "answered").length, 1)
      assert.deepStrictEqual([seen.of("a/m").in_flight, seen.of("b/m").in_flight], [0, 0])
      for (const provider of [a, b]) assert.notStrictEqual(provider.journal()[0]?.outcome, "open")
    }).pipe(Effect.provide(house([a, b], {}, seen.layer)))
  })
})

describe("the endpoint of a hedge", () => {
  const many = (id: string, script: FakeProvider.Script) => fake(id, script, { models: ["m", "m2"] })
  const chain = (routing: object): ChatRequest => ({
    messages: [{ role: "user", content: "hello" }],
    gateway: {
      models: ["m@a", "m2@a", "m@b"],
      routing: { mode: "fallback", ...routing },
      include: ["attempts"]
    }
  })

  it.effect("is at another provider, if there is one; the plan keeps its order", () => {
    const a = many("a", FakeProvider.hang)
    const b = fake("b", [
      FakeProvider.fail(failureOf("ServerError", { should_retry: false })),
      FakeProvider.hang
    ])
    return Effect.gen(function* () {
      const error = yield* failed(tell("streamed", chain({ hedge, attempt_timeout_ms: 5000 })))
      assert.deepStrictEqual(
        error.attempts.map(({ endpoint, hedge = false }) => [endpoint, hedge]),
        [
          ["b/m", true],
          ["a/m", false],
          ["a/m2", false]
        ]
      )
    }).pipe(Effect.provide(house([a, b])))
  })

  it.effect("the same provider, where there is no other", () => {
    const a = many("a", ({ endpoint }) =>
      endpoint.provider_model_id === "m" ? FakeProvider.hang : FakeProvider.text("from m2")
    )
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", chain({ hedge, providers: ["a"] })))
      assert.strictEqual(told.text, "from m2")
    }).pipe(Effect.provide(house([a, fake("b")])))
  })

  it.effect("is absent where no step is left", () =>
    Effect.gen(function* () {
      const told = yield* answered(tell("streamed", ask(["a"], { hedge })))
      assert.deepStrictEqual([told.text, told.took], ["slow", 9000])
    }).pipe(Effect.provide(house([fake("a", FakeProvider.after(9000, FakeProvider.text("slow")))])))
  )

  it.effect("is absent without fallbacks", () => {
    const b = fake("b")
    return Effect.gen(function* () {
      yield* answered(tell("streamed", ask(["a", "b"], { hedge, allow_fallbacks: false })))
      assert.strictEqual(b.journal().length, 0)
    }).pipe(Effect.provide(house([fake("a", FakeProvider.after(9000, FakeProvider.text("slow"))), b])))
  })

  it.effect("does not cost much more", () => {
    const slow = FakeProvider.after(9000, FakeProvider.text("slow"))
    const providers = [
      fake("a", slow, { models: priced(1, 1) }),
      fake("dear", undefined, { models: priced(4, 4) }),
      fake("unknown"),
      fake("fair", FakeProvider.text("fair"), { models: priced(2, 2) })
    ]
    const order = ["a", "dear", "unknown", "fair"]
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", ask(order, { hedge }, { max_tokens: 10 })))
      assert.strictEqual(told.text, "fair")
    }).pipe(Effect.provide(house(providers)))
  })

  it.effect("up to `max` in all, each after another wait", () => {
    const hanging = ["a", "b", "c", "d"].map((id) => fake(id, FakeProvider.hang))
    return Effect.gen(function* () {
      yield* Effect.forkChild(
        Effect.ignore(tell("streamed", ask(["a", "b", "c", "d"], { hedge: { after_ms, max: 2 } }))),
        { startImmediately: true }
      )
      const sent = () => hanging.map((provider) => provider.journal().length)
      assert.deepStrictEqual(sent(), [1, 0, 0, 0])
      yield* TestClock.adjust(1000)
      assert.deepStrictEqual(sent(), [1, 1, 0, 0])
      yield* TestClock.adjust(999)
      assert.deepStrictEqual(sent(), [1, 1, 0, 0])
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(sent(), [1, 1, 1, 0])
      yield* TestClock.adjust(10_000)
      assert.deepStrictEqual(sent(), [1, 1, 1, 0])
    }).pipe(Effect.provide(house(hanging)))
  })
})

describe("failures in a race", () => {
  const down = failureOf("ServerError", { should_retry: false })

  it.effect("one that fails leaves the answer to the other", () => {
    const a = fake("a", FakeProvider.after(1200, FakeProvider.fail(down)))
    const b = fake("b", FakeProvider.after(3000, FakeProvider.text("from b")))
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", ask(["a", "b"], { hedge })))
      assert.deepStrictEqual([told.text, told.took], ["from b", 4000])
      assert.deepStrictEqual(outcomes(told.metadata.attempts), ["a/m failed", "b/m answered beside"])
    }).pipe(Effect.provide(house([a, b])))
  })

  it.effect("when both fail the next of the plan is asked, and only what was not beside counts", () => {
    const providers = [
      fake("a", FakeProvider.after(1200, FakeProvider.fail(down))),
      fake("b", FakeProvider.after(500, FakeProvider.fail(down))),
      fake("c", FakeProvider.text("from c"))
    ]
    return Effect.gen(function* () {
      const routing = { hedge, max_fallback_attempts: 1 }
      const told = yield* answered(tell("streamed", ask(["a", "b", "c"], routing)))
      assert.deepStrictEqual(outcomes(told.metadata.attempts), [
        "a/m failed",
        "b/m failed beside",
        "c/m answered"
      ])
    }).pipe(Effect.provide(house(providers)))
  })

  it.effect("an interrupted caller ends both", () => {
    const seen = observed()
    const providers = ["a", "b"].map((id) => fake(id, FakeProvider.hang))
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(tell("streamed", ask(["a", "b"], { hedge })), {
        startImmediately: true
      })
      yield* TestClock.adjust(1500)
      yield* Fiber.interrupt(fiber)
      for (const provider of providers) {
        assert.deepStrictEqual(
          provider.journal().map(({ outcome }) => outcome),
          ["interrupted"]
        )
      }
      assert.deepStrictEqual([seen.of("a/m").in_flight, seen.of("b/m").in_flight], [0, 0])
    }).pipe(Effect.provide(house(providers, {}, seen.layer)))
  })

  it.effect("a provider that throws loses", () => {
    const a = fake("a", FakeProvider.after(9000, FakeProvider.text("from a")))
    const b = { ...fake("b"), run: () => Effect.die(new Error("bug")) }
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", ask(["a", "b"], { hedge })))
      assert.deepStrictEqual([told.text, told.took], ["from a", 9000])
    }).pipe(Effect.provide(house([a, b])))
  })

  it.effect("the deadline ends both", () => {
    const providers = ["a", "b"].map((id) => fake(id, FakeProvider.hang))
    return Effect.gen(function* () {
      const error = yield* failed(tell("streamed", ask(["a", "b"], { hedge, deadline_ms: 3000 })))
      assert.deepStrictEqual([error.code, error.took], ["upstream_timeout", 3000])
      for (const provider of providers) assert.strictEqual(provider.journal()[0]?.outcome, "interrupted")
    }).pipe(Effect.provide(house(providers)))
  })
})

describe("what a lost attempt cost", () => {
  const usage: Event = { type: "usage", usage: Usage.make({ input: 100, output: 10 }) }

  it.effect("its prompt, as may be assumed, is in the sum and in its record", () => {
    const providers = [
      fake("a", FakeProvider.hang, { models: priced(10, 10) }),
      fake("b", FakeProvider.text("from b", { usage: Usage.make({ input: 100, output: 10 }) }), {
        models: priced(10, 10)
      })
    ]
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", ask(["a", "b"], { hedge }, { max_tokens: 10 })))
      const [lost, won] = told.metadata.attempts ?? []
      assert.strictEqual(lost?.cost?.confidence, "assumed")
      assert.isAbove(lost?.cost?.usd ?? 0, 0)
      assert.strictEqual(won?.cost?.confidence, "exact")
      assert.approximately(told.metadata.cost?.usd ?? 0, lost!.cost!.usd! + won!.cost!.usd!, 1e-9)
    }).pipe(Effect.provide(house(providers)))
  })

  it.effect("what it had reported until then counts as it stands", () => {
    const providers = [
      fake("a", FakeProvider.stall([{ type: "start" }, usage]), { models: priced(10, 10) }),
      fake("b", FakeProvider.text("from b"), { models: priced(10, 10) })
    ]
    return Effect.gen(function* () {
      const told = yield* answered(tell("streamed", ask(["a", "b"], { hedge }, { max_tokens: 10 })))
      assert.deepStrictEqual(told.metadata.attempts?.[0]?.cost?.usd, 0.0011)
    }).pipe(Effect.provide(house(providers)))
  })
})

describe("after a percentile", () => {
  it.effect("of what the endpoint needs; nothing is hedged where too little is known", () => {
    const slow = FakeProvider.after(400, FakeProvider.text("from a"))
    const a = fake("a", ({ index }) => (index < 20 ? slow : FakeProvider.hang))
    const b = fake("b", FakeProvider.text("from b"))
    return Effect.gen(function* () {
      const asked = tell("streamed", ask(["a", "b"], { hedge: { after_percentile: "p90" } }))
      for (let call = 0; call < 20; call++) {
        const plain = tell("streamed", ask(["a", "b"]))
        const fiber = yield* Effect.forkChild(call < 4 ? asked : plain, { startImmediately: true })
        yield* TestClock.adjust(400)
        assert.strictEqual((yield* Fiber.join(fiber)).text, "from a")
      }
      const told = yield* answered(asked)
      assert.strictEqual(told.text, "from b")
      assert.approximately(told.took, 400, 20)
    }).pipe(Effect.provide(house([a, b])))
  })
})

describe("the budget of hedges", () => {
  it("is a share of the last calls", () => {
    const budget = Hedge.make({ share: 0.05, calls: 100 })
    let taken = 0
    const call = () => {
      budget.called()
      if (!budget.isOpen()) return
      budget.take()
      taken++
    }
    for (let index = 0; index < 100; index++) call()
    assert.strictEqual(taken, 5)
    for (let index = 0; index < 900; index++) call()
    assert.strictEqual(taken, 50)
  })

  it.effect("stands over all calls of a router", () => {
    const a = fake("a", FakeProvider.after(2000, FakeProvider.text("from a")))
    const b = fake("b", FakeProvider.text("from b"))
    return Effect.gen(function* () {
      const texts: Array<string> = []
      for (let call = 0; call < 4; call++) {
        const fiber = yield* Effect.forkChild(tell("streamed", ask(["a", "b"], { hedge })), {
          startImmediately: true
        })
        yield* TestClock.adjust(2000)
        texts.push((yield* Fiber.join(fiber)).text)
      }
      assert.deepStrictEqual(texts, ["from b", "from a", "from b", "from a"])
    }).pipe(Effect.provide(house([a, b], { hedge: { share: 0.5, calls: 4 } })))
  })
})

describe("a caller that leaves early", () => {
  it.effect("behind a hedge ends what is left", () => {
    const a = fake("a", FakeProvider.hang)
    const b = fake("b", FakeProvider.text("one two three"))
    return Effect.gen(function* () {
      const router = yield* Router
      const fiber = yield* Effect.forkChild(
        router.chatStream(ask(["a", "b"], { hedge })).pipe(Stream.take(1), Stream.runCollect),
        { startImmediately: true }
      )
      yield* TestClock.adjust(1000)
      yield* Fiber.join(fiber)
      for (const provider of [a, b]) {
        assert.deepStrictEqual(
          provider.journal().map(({ outcome }) => outcome),
          ["interrupted"]
        )
      }
    }).pipe(Effect.provide(house([a, b])))
  })
})
