import { assert, describe, it } from "@effect/vitest"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import * as Price from "@turnout/core/Price"
import * as Usage from "@turnout/core/Usage"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { replay } from "@turnout/router/Decision"
import type { Receipt } from "@turnout/router/Receipt"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import type { ShadowOptions } from "@turnout/router/Shadow"
import { Effect, Exit, Layer, Scope } from "effect"
import { TestClock } from "effect/testing"
import { failureOf, fake, house, messages, modes, observed, tell } from "../house.ts"

/** Of a dollar per thousand tokens, so that an answer of ten and five costs 15 milli-dollars. */
const priced = (model: string, more = {}) => ({
  [model]: {
    limits: { output: 5 },
    prices: [{ rates: Price.rates({ input: 1000, output: 1000 }), source: "test", date: "2026-01-01" }],
    ...more
  }
})

const answer = FakeProvider.text("hello", { usage: Usage.make({ input: 10, output: 5 }) })

const known = (script: FakeProvider.Script = answer, more = {}) =>
  fake("new", script, { models: priced("n", more) })

const setUp = (
  shadowed: FakeProvider.FakeProvider,
  shadow: Partial<ShadowOptions> = {},
  more: RouterOptions = {}
) => {
  const receipts: Array<Receipt> = []
  const signals = observed()
  const main = fake("a", answer)
  const options: RouterOptions = {
    shadow: { to: "n", share: 1, budget_usd: 10, ...shadow },
    observe: (receipt) => void receipts.push(receipt),
    ...more
  }
  return {
    main,
    signals,
    receipts,
    copies: () => receipts.filter(({ shadow_of }) => shadow_of !== undefined),
    layer: house([main, shadowed], options, signals.layer)
  }
}

const ask = (gateway: ChatRequest["gateway"] = {}): ChatRequest => ({ model: "m", messages, gateway })

/** Lets copies run to their end. */
const settled = TestClock.adjust("2 minutes")

describe("shadow", () => {
  for (const mode of modes) {
    it.effect(
      `a call is copied, its answer discarded and measured, and both receipts say so, ${mode}`,
      () => {
        const shadowed = known()
        const { copies, layer, main, receipts, signals } = setUp(shadowed)
        return Effect.gen(function* () {
          const told = yield* tell(mode, ask({ include: ["decision", "attempts"] }))
          yield* settled
          assert.strictEqual(told.text, "hello")
          assert.deepStrictEqual(
            told.metadata.attempts!.map(({ endpoint }) => endpoint),
            ["a/m"]
          )
          assert.lengthOf(main.journal(), 1)
          assert.deepStrictEqual(
            shadowed.journal().map(({ outcome, prepared }) => [outcome, prepared.stream]),
            [["answered", mode === "streamed"]]
          )
          const call = receipts.find(({ shadow_of }) => shadow_of === undefined)
          const [copy] = copies()
          assert.lengthOf(receipts, 2)
          assert.deepStrictEqual(call!.shadow, { id: copy!.id!, to: "n" })
          assert.strictEqual(copy!.shadow_of, call!.id)
          assert.isUndefined(copy!.shadow)
          assert.deepStrictEqual(
            copy!.attempts.map(({ endpoint, outcome }) => [endpoint, outcome]),
            [["new/n", "answered"]]
          )
          assert.closeTo(copy!.cost.usd, 0.015, 1e-9)
          assert.strictEqual(call!.cost.usd, 0)
          assert.strictEqual(signals.of("new/n").outcomes, 1)
          const { decision } = told.metadata
          assert.deepStrictEqual(decision!.shadow, call!.shadow)
          const text = JSON.stringify(decision)
          assert.strictEqual(JSON.stringify(replay(JSON.parse(text))), text)
        }).pipe(Effect.provide(layer))
      }
    )
  }

  it.effect("only a share is, drawn by the call's seed, and no choice of another call depends on it", () => {
    const seen = (share: number) => {
      const { copies, layer, receipts } = setUp(
        known(),
        { share, concurrent: 1000, budget_usd: 1000 },
        { seed: 5 }
      )
      return Effect.gen(function* () {
        const decisions: Array<string> = []
        for (let n = 0; n < 200; n++) {
          const { metadata } = yield* tell("unary", ask({ include: ["decision"] }))
          const {
            at: _at,
            candidates: _all,
            shadow: _shadow,
            signals: _digest,
            ...decision
          } = metadata.decision!
          decisions.push(JSON.stringify(decision))
        }
        yield* settled
        assert.strictEqual(copies().length, receipts.filter(({ shadow }) => shadow !== undefined).length)
        return { copies: copies().length, decisions }
      }).pipe(Effect.provide(layer))
    }
    return Effect.gen(function* () {
      const [none, some, all] = yield* Effect.all([seen(0), seen(0.2), seen(1)])
      assert.deepStrictEqual([none!.copies, all!.copies], [0, 200])
      assert.isTrue(some!.copies > 15 && some!.copies < 70, `${some!.copies}`)
      assert.deepStrictEqual(some!.decisions, none!.decisions)
      assert.deepStrictEqual(all!.decisions, none!.decisions)
    })
  })

  for (const [name, script] of [
    ["fails", FakeProvider.fail(failureOf("ServerError"))],
    ["hangs", FakeProvider.stall([])],
    ["breaks off", FakeProvider.stall([{ type: "start" }, { type: "text", choice: 0, text: "x" }])]
  ] as const) {
    it.effect(
      `a copy that ${name} neither delays nor fails its call, is not tried again, and ends by its deadline`,
      () => {
        const shadowed = known(script)
        const { copies, layer } = setUp(shadowed, { deadline_ms: 5000 })
        return Effect.gen(function* () {
          assert.strictEqual((yield* tell("streamed", ask())).text, "hello")
          yield* TestClock.adjust("6 seconds")
          assert.lengthOf(shadowed.journal(), 1)
          assert.notStrictEqual(shadowed.journal()[0]!.outcome, "open")
          assert.lengthOf(copies(), 1)
          assert.notStrictEqual(copies()[0]!.outcome, "answered")
        }).pipe(Effect.provide(layer))
      }
    )
  }

  it.effect("copies end with the router's scope", () => {
    const shadowed = known(FakeProvider.stall([]))
    const { layer } = setUp(shadowed)
    return Effect.gen(function* () {
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(layer, scope)
      yield* Effect.provideContext(tell("streamed", ask()), context)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(shadowed.journal()[0]!.outcome, "open")
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(shadowed.journal()[0]!.outcome, "interrupted")
    })
  })

  it.effect(
    "a budget of its own pays: once it is spent nothing is sent, and the receipt of the copy says why",
    () => {
      const shadowed = known()
      const { copies, layer } = setUp(shadowed, { budget_usd: 0.04 })
      return Effect.gen(function* () {
        for (let n = 0; n < 5; n++) {
          yield* tell("unary", ask())
          yield* settled
        }
        assert.strictEqual(shadowed.journal().length, 2)
        assert.deepStrictEqual(
          copies().map(({ error }) => error?.code),
          [undefined, undefined, "budget_exhausted", "budget_exhausted", "budget_exhausted"]
        )
        yield* TestClock.adjust("24 hours")
        yield* tell("unary", ask())
        yield* settled
        assert.strictEqual(shadowed.journal().length, 3)
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("no more at once than are allowed", () => {
    const shadowed = known(FakeProvider.stall([]))
    const { layer, receipts } = setUp(shadowed, { concurrent: 2 })
    return Effect.gen(function* () {
      for (let n = 0; n < 5; n++) yield* tell("unary", ask())
      yield* TestClock.adjust("1 second")
      assert.lengthOf(shadowed.journal(), 2)
      assert.lengthOf(
        receipts.filter(({ shadow }) => shadow !== undefined),
        2
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("the caller's wishes hold for the copy: what forbids an endpoint forbids it there too", () => {
    const shadowed = known(answer, { data_policy: "none" })
    const { copies, layer } = setUp(shadowed)
    return Effect.gen(function* () {
      const router = yield* Router
      yield* Effect.exit(router.chat(ask({ routing: { data_policy: "zdr" } })))
      yield* tell("unary", ask({ routing: { providers: ["a"] } }))
      yield* tell("unary", ask({ routing: { exclude_providers: ["new"] } }))
      yield* settled
      assert.lengthOf(shadowed.journal(), 0)
      assert.deepStrictEqual(
        copies().map(({ outcome }) => outcome),
        ["failed", "failed"]
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("a copy is outside of the conversation: the session stays where it was served", () => {
    const { layer, signals } = setUp(known())
    return Effect.gen(function* () {
      yield* tell("unary", ask({ routing: { session: "s" } }))
      yield* settled
      assert.strictEqual(signals.session("s")?.endpoint, "a/m")
    }).pipe(Effect.provide(layer))
  })

  it.effect("wrong options are told with their path", () => {
    const wrong = setUp(known(), { share: 2, to: "" }).layer
    return Effect.gen(function* () {
      const exit = yield* Effect.exit(Effect.provide(tell("unary", ask()), wrong))
      assert.include(String(exit), "shadow.share")
      assert.include(String(exit), "shadow.to")
    })
  })
})
