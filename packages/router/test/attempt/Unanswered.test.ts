import { assert, describe, it } from "@effect/vitest"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { DecisionCandidate } from "@turnout/core/Decision"
import type { RouterError } from "@turnout/core/RouterError"
import * as Decision from "@turnout/router/Decision"
import { explain } from "@turnout/router/Explain"
import { Router } from "@turnout/router/Router"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { ask, endpoints, fake, house, modes, observed, tell, type Mode } from "../house.ts"

const request: ChatRequest = {
  ...ask(["a", "b"]),
  gateway: { routing: { order: ["a", "b"] }, include: ["attempts", "decision"] }
}

/** A caller who leaves after so many milliseconds; tells who was asked, and what they got. */
const within = (
  ms: number,
  mode: Mode = "unary",
  asked: ChatRequest = request
): Effect.Effect<string, RouterError, Router> =>
  Effect.gen(function* () {
    const waiting = yield* Effect.forkChild(tell(mode, asked), { startImmediately: true })
    yield* TestClock.adjust(ms)
    const exit = waiting.pollUnsafe()
    if (exit === undefined) yield* Fiber.interrupt(waiting)
    return exit === undefined ? "nothing" : (yield* exit).text
  })

const good = (id: string, ms = 10) => fake(id, FakeProvider.after(ms, FakeProvider.text(id)))

describe("a hung endpoint, and callers whose limit nobody knows", () => {
  for (const mode of modes) {
    it.effect(`three of them wait in vain, the others are answered elsewhere; ${mode}`, () =>
      Effect.gen(function* () {
        const got: Array<string> = []
        for (let call = 0; call < 8; call++) got.push(yield* within(200, mode))
        assert.deepStrictEqual(got, ["nothing", "nothing", "nothing", "b", "b", "b", "b", "b"])
      }).pipe(Effect.provide(house([fake("a", FakeProvider.hang), good("b")])))
    )
  }

  it.effect(
    "after 15 s one call tries it, and no other meanwhile; in vain, it is ranked last for longer",
    () => {
      const a = fake("a", FakeProvider.hang)
      return Effect.gen(function* () {
        for (let call = 0; call < 3; call++) yield* within(200)
        yield* TestClock.adjust(15_000)
        const probe = yield* Effect.forkChild(tell("unary", request), { startImmediately: true })
        assert.strictEqual(a.journal().length, 4)
        assert.strictEqual(yield* within(200), "b")
        yield* Fiber.interrupt(probe)
        yield* TestClock.adjust(15_000)
        assert.strictEqual(yield* within(200), "b")
        yield* TestClock.adjust(15_000)
        assert.strictEqual(yield* within(200), "nothing")
      }).pipe(Effect.provide(house([a, good("b")])))
    }
  )

  it.effect("an answer ends it", () => {
    const a = fake("a", ({ index }) => (index < 3 ? FakeProvider.hang : FakeProvider.text("a")))
    return Effect.gen(function* () {
      for (let call = 0; call < 3; call++) yield* within(200)
      assert.strictEqual(yield* within(200), "b")
      yield* TestClock.adjust(15_000)
      for (let call = 0; call < 3; call++) assert.strictEqual(yield* within(200), "a")
    }).pipe(Effect.provide(house([a, good("b")])))
  })

  it.effect("it is never refused: where it is alone it is asked", () => {
    const a = fake("a", ({ index }) => (index < 5 ? FakeProvider.hang : FakeProvider.text("a")))
    return Effect.gen(function* () {
      const got: Array<string> = []
      for (let call = 0; call < 6; call++) got.push(yield* within(200, "unary", ask(["a"])))
      assert.deepStrictEqual(got.slice(4), ["nothing", "a"])
    }).pipe(Effect.provide(house([a])))
  })

  it.effect("nor where all the others fail", () => {
    const a = fake("a", ({ index }) => (index < 3 ? FakeProvider.hang : FakeProvider.text("a")))
    return Effect.gen(function* () {
      for (let call = 0; call < 3; call++) yield* within(200)
      const told = yield* tell("unary", request)
      assert.deepStrictEqual([told.text, endpoints(told.metadata.attempts)], ["a", ["b/m", "a/m"]])
    }).pipe(
      Effect.provide(
        house([a, fake("b", FakeProvider.cut([]))], { verdicts: { StreamTruncated: { same: "no" } } })
      )
    )
  })

  it.effect("the decision says why, prints it, and replays", () =>
    Effect.gen(function* () {
      for (let call = 0; call < 3; call++) yield* within(200)
      const router = yield* Router
      const { decision } = yield* router.plan(request)
      const of = (id: string): DecisionCandidate =>
        decision.candidates.find(({ endpoint }) => endpoint === id)!
      assert.deepStrictEqual([of("a/m").verdict, of("a/m").rank], ["viable", 2])
      assert.deepStrictEqual(of("a/m").signals.demoted, { because: "unanswered", until: 15_600 })
      assert.include(explain(decision), "ranked last: unanswered")
      assert.deepStrictEqual(Decision.replay(decision), decision)
    }).pipe(Effect.provide(house([fake("a", FakeProvider.hang), good("b")])))
  )
})

describe("a healthy endpoint, and callers who leave", () => {
  it.effect("a stop button, or a search at every key stroke, says nothing of it", () => {
    const seen = observed()
    return Effect.gen(function* () {
      for (const mode of modes) for (let call = 0; call < 20; call++) yield* within(1000, mode)
      for (const mode of modes) {
        for (let call = 0; call < 50; call++) assert.strictEqual(yield* within(700, mode), "nothing")
        assert.strictEqual(yield* within(1000, mode), "a")
      }
      assert.isUndefined(seen.of("a/m", 100_000).demoted)
    }).pipe(Effect.provide(house([good("a", 900), good("b")], {}, seen.layer)))
  })

  it.effect("what they waited is a sample of at least so long, of whole answers too", () => {
    const seen = observed()
    return Effect.gen(function* () {
      for (const mode of modes) {
        for (let call = 0; call < 5; call++) yield* within(700, mode, ask(["a"]))
        for (let call = 0; call < 5; call++) yield* within(1000, mode, ask(["a"]))
      }
      const { answers_within_ms, ttft_ms, unary } = seen.of("a/m", 20_000)
      for (const p50 of [ttft_ms.p50, unary?.ms.p50]) assert.approximately(p50!, 900, 20)
      assert.approximately(answers_within_ms!.stream!, 900, 20)
      assert.approximately(answers_within_ms!.unary!, 900, 20)
      assert.strictEqual(unary?.samples, 10)
    }).pipe(Effect.provide(house([good("a", 900)], {}, seen.layer)))
  })

  it.effect(
    "one that hangs after it was well is found out by waits that are longer than its answers took",
    () => {
      const a = fake("a", ({ index }) =>
        index < 20 ? FakeProvider.after(100, FakeProvider.text("a")) : FakeProvider.hang
      )
      return Effect.gen(function* () {
        for (let call = 0; call < 20; call++) yield* within(110)
        const got: Array<string> = []
        // A patient caller among them does not make the others' waits short.
        for (const ms of [10_000, 50, 200, 200, 200]) got.push(yield* within(ms))
        assert.deepStrictEqual(got, ["nothing", "nothing", "nothing", "nothing", "b"])
      }).pipe(Effect.provide(house([a, good("b")])))
    }
  )

  it.effect("a stream that is left after its first content is no wait", () => {
    const seen = observed()
    const a = fake("a", FakeProvider.stall([{ type: "start" }, { type: "text", choice: 0, text: "half" }]))
    return Effect.gen(function* () {
      for (let call = 0; call < 5; call++) yield* within(200, "streamed")
      assert.isUndefined(seen.of("a/m", 1000).demoted)
    }).pipe(Effect.provide(house([a, good("b")], {}, seen.layer)))
  })

  for (const [what, leave] of [
    ["its caller", (ms: number) => within(ms, "streamed")],
    [
      "a stated stall timeout",
      (ms: number) => within(ms + 1, "streamed", ask(["a", "b"], { stall_timeout_ms: ms }))
    ],
    ["a deadline", (ms: number) => within(ms + 1, "streamed", ask(["a", "b"], { deadline_ms: ms }))]
  ] as const) {
    it.effect(`a stream that hangs after its first content, and is ended by ${what}, has stalled`, () => {
      const seen = observed()
      const half = [{ type: "start" }, { type: "text", choice: 0, text: "half" }] as const
      const a = fake("a", ({ index }) => (index < 3 ? FakeProvider.stall(half) : FakeProvider.text("whole")))
      return Effect.gen(function* () {
        for (let call = 0; call < 3; call++) yield* Effect.exit(leave(2000))
        const { demoted } = seen.of("a/m", 6100)
        assert.deepStrictEqual([demoted?.because, demoted!.until > 20_000], ["stalled", true])
        assert.strictEqual(yield* within(100, "streamed"), "b")
        // Its first content proves nothing then; a complete answer does.
        yield* TestClock.adjust(20_000)
        assert.strictEqual(yield* within(100, "streamed"), "whole")
        assert.isUndefined(seen.of("a/m", 30_000).demoted)
      }).pipe(Effect.provide(house([a, good("b")], {}, seen.layer)))
    })
  }

  it.effect(
    "whose reader is slow, or whose long answer meets a deadline while it comes, has not stalled",
    () => {
      const seen = observed()
      const texts = Array.from({ length: 100 }, () => ({ type: "text", choice: 0, text: "more " }) as const)
      const a = fake("a", FakeProvider.paced(100, FakeProvider.events([{ type: "start" }, ...texts])))
      return Effect.gen(function* () {
        for (let call = 0; call < 4; call++) {
          const reading = yield* Effect.forkChild(
            Effect.scoped(
              Effect.gen(function* () {
                const router = yield* Router
                const { read } = yield* router.start({ ...request, stream: true })
                yield* read
                yield* Effect.never
              })
            ),
            { startImmediately: true }
          )
          yield* TestClock.adjust(30_000)
          yield* Fiber.interrupt(reading)
          yield* Effect.exit(within(4001, "streamed", ask(["a"], { deadline_ms: 4000 })))
        }
        assert.isUndefined(seen.of("a/m", 120_000).demoted)
        assert.deepStrictEqual(
          seen.outcomes.filter(({ type }) => type === "failed"),
          []
        )
      }).pipe(Effect.provide(house([a, good("b")], {}, seen.layer)))
    }
  )

  it.effect("an array's request with nothing but demoted endpoints is tried behind the others", () => {
    const a = fake("a", FakeProvider.hang, { models: ["n"] })
    const of = (model: string): ChatRequest => ({ ...request, model })
    return Effect.gen(function* () {
      const router = yield* Router
      for (let call = 0; call < 3; call++) yield* within(200, "unary", { ...request, model: "n" })
      const answer = yield* Effect.forkChild(router.chat([of("n"), of("m")]), { startImmediately: true })
      yield* TestClock.adjust(20)
      const { routing_metadata } = yield* Fiber.join(answer)
      assert.deepStrictEqual(
        routing_metadata.attempts?.map(({ endpoint, query }) => [endpoint, query]),
        [["b/m", 1]]
      )
    }).pipe(Effect.provide(house([a, good("b")])))
  })

  it.effect("and is still tried where the others fail", () => {
    const a = fake("a", ({ index }) => (index < 3 ? FakeProvider.hang : FakeProvider.text("late")), {
      models: ["n"]
    })
    const of = (model: string): ChatRequest => ({ ...request, model })
    return Effect.gen(function* () {
      const router = yield* Router
      for (let call = 0; call < 3; call++) yield* within(200, "unary", { ...request, model: "n" })
      const { choices, routing_metadata } = yield* router.chat([of("n"), of("m")])
      assert.strictEqual(choices[0]?.message.content, "late")
      assert.deepStrictEqual(
        routing_metadata.attempts?.map(({ endpoint, query = 0 }) => [endpoint, query]),
        [
          ["b/m", 1],
          ["a/n", 0]
        ]
      )
    }).pipe(
      Effect.provide(
        house([a, fake("b", FakeProvider.cut([]))], { verdicts: { StreamTruncated: { same: "no" } } })
      )
    )
  })

  it.effect("who loses a race has not failed, however often", () => {
    const seen = observed()
    const hedged = ask(["a", "b"], { hedge: { after_ms: 100 } })
    return Effect.gen(function* () {
      for (let call = 0; call < 6; call++) assert.strictEqual(yield* within(300, "streamed", hedged), "b")
      assert.isUndefined(seen.of("a/m", 1800).demoted)
    }).pipe(Effect.provide(house([good("a", 5000), good("b")], { hedge: { share: 1 } }, seen.layer)))
  })

  it.effect("but who loses after its share of a deadline has", () => {
    const seen = observed()
    const dated = ask(["a", "b"], { deadline_ms: 3000 })
    return Effect.gen(function* () {
      for (let call = 0; call < 3; call++) assert.strictEqual(yield* within(1600, "unary", dated), "b")
      assert.strictEqual(yield* within(20, "unary", dated), "b")
    }).pipe(Effect.provide(house([fake("a", FakeProvider.hang), good("b")], {}, seen.layer)))
  })
})
