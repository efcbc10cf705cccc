import { assert, describe, it } from "@effect/vitest"
import type { Provider } from "@turnout/core/Provider"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import * as Share from "../../src/attempt/Share.ts"
import { Router } from "@turnout/router/Router"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { answered, ask, dripping, failed, failureOf, fake, house, modes, tell } from "../house.ts"

const reasoning = (support: "yes" | "no" | "unknown") =>
  ({ models: { m: { capabilities: { reasoning: { support } } } } }) as const
const plain = reasoning("no")
const thinking = reasoning("yes")

const hung = (id: string, more: Partial<FakeProvider.Options> = plain) => fake(id, FakeProvider.hang, more)
const good = (id: string) => fake(id, FakeProvider.text(`from ${id}`), plain)
const slow = (id: string, ms: number, more: Partial<FakeProvider.Options>) =>
  fake(id, FakeProvider.after(ms, FakeProvider.text("slow")), more)

/** A part of a whole answer's body arrives, and nothing more. */
const stopping = (id: string): Provider => ({
  ...fake(id, [], plain),
  run: () => {
    let begun = false
    const read = Effect.suspend(() => {
      if (begun) return Effect.never
      begun = true
      return Effect.succeed([])
    })
    return Effect.succeed({ read })
  }
})

interface Tried {
  readonly endpoint: string
  readonly outcome: string
  readonly timer?: string
  readonly hedge?: boolean
}

const tried = (attempts: ReadonlyArray<Tried> = []) =>
  attempts.map(({ endpoint, hedge, outcome, timer }) =>
    [endpoint, outcome, timer ?? "", hedge === true ? "beside" : ""].join(" ").replace(/ +/g, " ").trim()
  )

const deadline_ms = 3000

describe("the share of a stated deadline", () => {
  it("is what remains over those who follow and itself, never less than a second or three times its p95", () => {
    assert.strictEqual(Share.of(30_000, 2, undefined), 10_000)
    assert.strictEqual(Share.of(2000, 4, undefined), 1000)
    assert.strictEqual(Share.of(30_000, 2, 5000), 15_000)
    assert.strictEqual(Share.of(30_000, 2, 100), 10_000)
    assert.strictEqual(Share.of(10_000, 2, undefined), 3334, "in whole milliseconds, as clocks tell them")
  })
})

describe("a hung endpoint under a stated deadline", () => {
  for (const mode of modes) {
    for (const mode_ of ["pool", "fallback"] as const) {
      it.effect(`the next one answers inside it, ${mode}, ${mode_}`, () => {
        const a = fake("a", FakeProvider.hang, { models: { m1: plain.models.m } })
        const b = fake("b", FakeProvider.text("from b"), { models: { m2: plain.models.m } })
        const routing = { deadline_ms, order: ["a"], mode: mode_ }
        return Effect.gen(function* () {
          const answer = yield* answered(
            tell(mode, {
              messages: [{ role: "user", content: "hello" }],
              gateway: { models: ["m1", "m2"], routing, include: ["attempts"] }
            })
          )
          assert.deepStrictEqual([answer.text, answer.took], ["from b", 1500])
          assert.deepStrictEqual(
            tried(answer.metadata.attempts),
            mode === "streamed"
              ? ["a/m1 failed share", "b/m2 answered"]
              : ["a/m1 interrupted", "b/m2 answered beside"]
          )
          assert.strictEqual(a.journal()[0]?.outcome, "interrupted", "its socket is closed")
        }).pipe(Effect.provide(house([a, b])))
      })
    }

    it.effect(`without a stated one nothing changes, ${mode}`, () =>
      Effect.gen(function* () {
        const answer = yield* answered(tell(mode, ask(["a", "b"])))
        assert.deepStrictEqual([answer.text, answer.took], ["slow", 50_000])
      }).pipe(Effect.provide(house([slow("a", 50_000, plain), good("b")])))
    )

    it.effect(`an endpoint that nobody can follow has all of it, ${mode}`, () =>
      Effect.gen(function* () {
        const alone = [{ max_fallback_attempts: 0 }, { allow_fallbacks: false }, { providers: ["a"] }]
        for (const routing of alone) {
          const answer = yield* answered(tell(mode, ask(["a"], { deadline_ms, ...routing })))
          assert.deepStrictEqual([answer.text, answer.took], ["slow", 2900])
        }
      }).pipe(Effect.provide(house([slow("a", 2900, plain), good("b")])))
    )
  }

  it.effect("several in a row each have theirs", () =>
    Effect.gen(function* () {
      const answer = yield* answered(tell("streamed", ask(["a", "b", "c"], { deadline_ms: 9000 })))
      assert.deepStrictEqual([answer.text, answer.took], ["from c", 6000])
      assert.deepStrictEqual(tried(answer.metadata.attempts), [
        "a/m failed share",
        "b/m failed share",
        "c/m answered"
      ])
    }).pipe(Effect.provide(house([hung("a"), hung("b"), good("c")])))
  )

  it.effect("a limit that the caller's door knows is one", () =>
    Effect.gen(function* () {
      const router = yield* Router
      const answer = yield* answered(router.chat(ask(["a", "b"]), { limit_ms: 10_000 }))
      assert.strictEqual(answer.took, 5000)
    }).pipe(Effect.provide(house([hung("a"), good("b")])))
  )

  it.effect("a host's default is one too", () =>
    Effect.gen(function* () {
      const answer = yield* answered(tell("streamed", ask(["a", "b"])))
      assert.deepStrictEqual([answer.text, answer.took], ["from b", 1500])
    }).pipe(Effect.provide(house([hung("a"), good("b")], { routing: { deadline_ms } })))
  )

  it.effect("an endpoint that usually takes longer has three times its p95", () => {
    const usual = fake(
      "a",
      ({ index }) => FakeProvider.after(index < 20 ? 800 : 2300, FakeProvider.text("usual")),
      plain
    )
    return Effect.gen(function* () {
      for (let call = 0; call < 20; call++) {
        const fiber = yield* Effect.forkChild(tell("streamed", ask(["a"])), { startImmediately: true })
        yield* TestClock.adjust(800)
        yield* Fiber.join(fiber)
      }
      const answer = yield* answered(tell("streamed", ask(["a", "b"], { deadline_ms })))
      assert.deepStrictEqual([answer.text, answer.took], ["usual", 2300])
    }).pipe(Effect.provide(house([usual, good("b")])))
  })

  it.effect(
    "requests that follow in an array stand in for others; its receipt and error tell what was cut",
    () => {
      const array = [ask([], { deadline_ms, providers: ["a"] }), ask([], { providers: ["b"] })]
      return Effect.gen(function* () {
        const router = yield* Router
        const answer = yield* answered(router.chat(array))
        assert.deepStrictEqual(tried(answer.routing_metadata?.attempts), ["a/m failed share", "b/m answered"])
        assert.strictEqual(answer.took, 1500)
      }).pipe(Effect.provide(house([hung("a"), good("b")])))
    }
  )
})

describe("a model that thinks", () => {
  for (const support of ["yes", "unknown"] as const) {
    it.effect(`is not cut where its reasoning is '${support}': another runs beside it`, () => {
      const a = slow("a", 240_000, reasoning(support))
      const b = fake("b", FakeProvider.after(200_000, FakeProvider.text("from b")), thinking)
      const routing = { deadline_ms: 600_000, first_token_timeout_ms: 600_000 }
      return Effect.gen(function* () {
        for (const mode of modes) {
          const answer = yield* answered(tell(mode, ask(["a", "b"], routing)))
          assert.deepStrictEqual([answer.text, answer.took], ["slow", 240_000])
          assert.strictEqual(b.journal().length, 0, "half of the deadline is not over")
        }
        const answer = yield* answered(
          tell("streamed", ask(["a", "b"], { ...routing, deadline_ms: 300_000 }))
        )
        assert.deepStrictEqual([answer.text, answer.took], ["slow", 240_000])
        assert.deepStrictEqual(tried(answer.metadata.attempts), ["b/m interrupted beside", "a/m answered"])
      }).pipe(Effect.provide(house([a, b])))
    })
  }

  it.effect("goes on alone once the budget of attempts beside others is used up", () =>
    Effect.gen(function* () {
      for (const mode of modes) {
        const answer = yield* answered(tell(mode, ask(["a", "b"], { deadline_ms })))
        assert.deepStrictEqual([answer.text, answer.took], ["slow", 2900])
      }
    }).pipe(Effect.provide(house([slow("a", 2900, thinking), good("b")], { hedge: { share: 0 } })))
  )

  it.effect("a whole answer whose body has begun is not late", () => {
    const b = good("b")
    return Effect.gen(function* () {
      const answer = yield* answered(tell("unary", ask(["a", "b"], { deadline_ms })))
      assert.deepStrictEqual([answer.text, b.journal().length], ["begun", 0])
    }).pipe(Effect.provide(house([dripping("a", "begun", { pause: 280, reads: 10 }), b])))
  })

  it.effect("one whose body began and stopped is: another answers", () => {
    const b = good("b")
    return Effect.gen(function* () {
      const asked: Array<ReadonlyArray<string>> = []
      for (let call = 0; call < 4; call++) {
        const call = yield* Effect.forkChild(tell("unary", ask(["a", "b"], { deadline_ms })), {
          startImmediately: true
        })
        yield* TestClock.adjust(1500)
        asked.push(tried((yield* Fiber.join(call)).metadata.attempts))
      }
      const first = ["a/m interrupted", "b/m answered beside"]
      assert.deepStrictEqual(asked, [first, first, first, ["b/m answered"]], "then it is ranked last")
    }).pipe(Effect.provide(house([stopping("a"), b])))
  })

  it.effect("nor is one cut for the next request of an array while its body arrives", () => {
    const array = [ask([], { deadline_ms, providers: ["a"] }), ask([], { providers: ["b"] })]
    return Effect.gen(function* () {
      const router = yield* Router
      const answer = yield* answered(router.chat(array))
      assert.deepStrictEqual(tried(answer.routing_metadata?.attempts), ["a/m answered"])
    }).pipe(
      Effect.provide(
        house([
          { ...dripping("a", "begun", { pause: 280, reads: 9 }), endpoints: fake("a", [], plain).endpoints },
          good("b")
        ])
      )
    )
  })

  it.effect("where the one beside it fails, the next follows at once", () => {
    const malformed = fake("b", FakeProvider.fail(failureOf("MalformedResponse")), thinking)
    return Effect.gen(function* () {
      const answer = yield* answered(tell("unary", ask(["a", "b", "c"], { deadline_ms: 9000 })))
      assert.deepStrictEqual([answer.text, answer.took], ["from c", 3000])
      assert.deepStrictEqual(tried(answer.metadata.attempts), [
        "b/m failed beside",
        "a/m interrupted",
        "c/m answered beside"
      ])
    }).pipe(Effect.provide(house([hung("a", thinking), malformed, good("c")])))
  })

  it.effect("those beside it count as attempts", () =>
    Effect.gen(function* () {
      const routing = { deadline_ms: 9000, max_fallback_attempts: 1 }
      const error = yield* failed(tell("unary", ask(["a", "b", "c"], routing)))
      assert.deepStrictEqual(error.attempts.map(({ endpoint }) => endpoint).sort(), ["a/m", "b/m"])
      assert.strictEqual(error.took, 9000)
    }).pipe(Effect.provide(house([hung("a"), hung("b"), good("c")])))
  )
})
