import { assert, describe, it } from "@effect/vitest"
import type { Event } from "@turnout/core/Event"
import type { Provider } from "@turnout/core/Provider"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect } from "effect"
import { answered, ask, failed, failureOf, fake, house, modes, observed, tell } from "../house.ts"

const canary = "sk-canary-0123456789"
const boom = (): never => {
  throw new Error(canary)
}

const broken: ReadonlyArray<readonly [name: string, more: Partial<Provider>]> = [
  ["prepare throws", { prepare: boom }],
  ["run throws", { run: boom }],
  ["run is async and rejects", { run: (() => Promise.reject(new Error(canary))) as never }],
  ["run gives nothing", { run: (() => undefined) as never }],
  ["run dies", { run: () => Effect.die(new Error(canary)) }],
  ["run fails with what is no failure", { run: () => Effect.fail(new Error(canary) as never) }],
  ["read fails with what is no failure", { run: () => Effect.succeed({ read: Effect.fail({} as never) }) }],
  ["read throws", { run: () => Effect.succeed({ read: Effect.sync(boom) }) }],
  ["read gives no events", { run: () => Effect.succeed({ read: Effect.succeed("text" as never) }) }],
  ["the key is none", { run: (_p, _e, credential) => Effect.die(credential.key) }]
]

describe("a provider that breaks down", () => {
  for (const mode of modes) {
    for (const [name, more] of broken) {
      it.effect(`${name}: the next endpoint answers, ${mode}`, () => {
        const seen = observed()
        const a: Provider = { ...fake("a"), ...more }
        return Effect.gen(function* () {
          const told = yield* answered(tell(mode, ask(["a", "b"])))
          assert.strictEqual(told.text, "hello")
          const [first] = told.metadata.attempts ?? []
          assert.deepStrictEqual(
            [first?.endpoint, first?.outcome, first?.reason, first?.rule],
            ["a/m", "failed", "InternalError", "defect"]
          )
          assert.strictEqual(seen.of("a/m").in_flight, 0)
        }).pipe(Effect.provide(house([a, fake("b")], {}, seen.layer)))
      })
    }

    it.effect(`alone it is a typed error, and what was thrown is not in its JSON, ${mode}`, () =>
      Effect.gen(function* () {
        const error = yield* failed(tell(mode, ask(["a"])))
        assert.deepStrictEqual([error.status, error.code], [500, "internal_error"])
        assert.notInclude(JSON.stringify(error) + error.message, canary)
        assert.strictEqual((error.cause as Error).message, canary)
      }).pipe(Effect.provide(house([{ ...fake("a"), run: boom }])))
    )
  }

  for (const [what, endpoints] of [
    ["no list", () => "endpoints" as never],
    ["a list of rubbish", () => [{ id: "a/m" }] as never],
    ["a promise", () => Promise.reject(new Error(canary)) as never]
  ] as const) {
    it.effect(`gives ${what} for its endpoints: it is named, and no model is missing`, () =>
      Effect.gen(function* () {
        const error = yield* failed(tell("unary", ask(["a"])))
        assert.deepStrictEqual([error.status, error.code], [500, "internal_error"])
        assert.include(error.message, "endpoints() of provider a")
      }).pipe(Effect.provide(house([{ ...fake("a"), endpoints }])))
    )
  }

  it.effect("cools nothing, however often, and counts against no endpoint", () => {
    const seen = observed()
    const a: Provider = { ...fake("a"), run: boom }
    return Effect.gen(function* () {
      for (let call = 0; call < 6; call++) {
        const error = yield* failed(tell("unary", ask(["a"])))
        assert.deepStrictEqual(
          error.attempts.map(({ outcome, reason }) => [outcome, reason]),
          [["failed", "InternalError"]]
        )
      }
      assert.strictEqual(seen.of("a/m").outcomes, 0)
    }).pipe(Effect.provide(house([a], {}, seen.layer)))
  })

  it.effect("is told before what vendors say, where nobody answers", () =>
    Effect.gen(function* () {
      const error = yield* failed(tell("unary", ask(["a", "b"])))
      assert.deepStrictEqual([error.code, error.provider], ["internal_error", "a"])
    }).pipe(
      Effect.provide(
        house([{ ...fake("a"), run: boom }, fake("b", FakeProvider.fail(failureOf("RateLimited")))])
      )
    )
  )

  it.effect("after the commit it ends the stream with what was said", () => {
    const said: ReadonlyArray<Event> = [{ type: "start" }, { type: "text", choice: 0, text: "half" }]
    const reads = [Effect.succeed(said), Effect.sync(boom)].values()
    const a: Provider = {
      ...fake("a"),
      run: () => Effect.succeed({ read: Effect.suspend(() => reads.next().value!) })
    }
    return Effect.gen(function* () {
      const error = yield* failed(tell("streamed", ask(["a", "b"])))
      assert.deepStrictEqual([error.code, error.attempts[0]?.rule], ["internal_error", "defect"])
      assert.strictEqual(error.partial?.choices[0]?.message.content, "half")
    }).pipe(Effect.provide(house([a, fake("b", FakeProvider.text("b"))])))
  })
})
