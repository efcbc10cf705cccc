import { assert, describe, it } from "@effect/vitest"
import * as Failure from "@turnout/core/Failure"
import type { Provider } from "@turnout/core/Provider"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Cause, Effect, Option } from "effect"
import { ask, fake, house, modes, observed, tell, timed } from "../house.ts"

const stale = new Failure.ConnectionFailed({
  message: "It had been closed.",
  code: "ECONNRESET",
  stale: true
})
const reset = new Failure.ConnectionFailed({ message: "It broke.", code: "ECONNRESET" })

/** The provider, and for each of its requests whether it asked for a connection of its own. */
const watched = (script: FakeProvider.Script) => {
  const inner = fake("a", script)
  const fresh: Array<boolean> = []
  const provider: Provider = {
    ...inner,
    run: (prepared, endpoint, credential, options) => {
      fresh.push(options.fresh_connection === true)
      return inner.run(prepared, endpoint, credential, options)
    }
  }
  return { provider, fresh }
}

describe("a kept connection that the server had closed", () => {
  for (const mode of modes) {
    it.effect(`is no fault of the endpoint: asked again at once over a new one, and told (${mode})`, () => {
      const signals = observed()
      const { fresh, provider } = watched([FakeProvider.fail(stale), FakeProvider.text("hi")])
      return Effect.gen(function* () {
        const { exit, took } = yield* timed(
          tell(mode, ask(["a"], { max_fallback_attempts: 0, allow_fallbacks: false }))
        )
        if (exit._tag === "Failure") return assert.fail(String(exit.cause))
        assert.strictEqual(took, 0)
        assert.deepStrictEqual(fresh, [false, true])
        assert.deepStrictEqual(
          exit.value.metadata.attempts?.map(({ outcome, reason, code, stale }) => [
            outcome,
            reason,
            code,
            stale
          ]),
          [
            ["failed", "ConnectionFailed", "ECONNRESET", true],
            ["answered", undefined, undefined, undefined]
          ]
        )
        assert.deepStrictEqual(
          signals.outcomes.flatMap(({ type }) => (type === "failed" ? [type] : [])),
          []
        )
      }).pipe(Effect.provide(house([provider], {}, signals.layer)))
    })
  }

  it.effect("takes nothing from the endpoint's second request", () => {
    const script = [FakeProvider.fail(stale), FakeProvider.fail(reset), FakeProvider.text("hi")]
    const { fresh, provider } = watched(script)
    return Effect.gen(function* () {
      const { exit } = yield* timed(tell("unary", ask(["a"])))
      assert.strictEqual(exit._tag, "Success")
      assert.deepStrictEqual(fresh, [false, true, false])
    }).pipe(Effect.provide(house([provider])))
  })

  it.effect("does not count among the attempts that a call may make, and its record says so", () => {
    const ids = ["a", "b", "c", "d", "e", "f", "g"]
    const providers = ids.map((id) =>
      fake(id, ({ index }) => FakeProvider.fail(id === "a" && index === 0 ? stale : reset))
    )
    return Effect.gen(function* () {
      const { exit } = yield* timed(tell("unary", ask(ids)))
      if (exit._tag === "Success") return assert.fail("answered")
      const attempts = Cause.findErrorOption(exit.cause).pipe(Option.getOrThrow).attempts ?? []
      const sent = attempts.filter(({ outcome }) => outcome === "failed")
      assert.strictEqual(sent.filter(({ stale }) => stale === true).length, 1)
      assert.strictEqual(sent.filter(({ stale }) => stale !== true).length, 5)
    }).pipe(Effect.provide(house(providers)))
  })

  it.effect("sixty times over, one after the other, fails no call and cools nothing", () => {
    const { provider } = watched(({ index }) =>
      index % 2 === 0 ? FakeProvider.fail(stale) : FakeProvider.text("hi")
    )
    return Effect.gen(function* () {
      for (let turn = 0; turn < 60; turn++) {
        const { exit } = yield* timed(tell("unary", ask(["a"], { allow_fallbacks: false })))
        assert.strictEqual(exit._tag, "Success")
      }
    }).pipe(Effect.provide(house([provider])))
  })

  it.effect("that never ends, where a transport cannot choose, is a failure like another after three", () => {
    const { fresh, provider } = watched(FakeProvider.fail(stale))
    return Effect.gen(function* () {
      const { exit } = yield* timed(tell("unary", ask(["a"], { max_fallback_attempts: 0 })))
      assert.strictEqual(exit._tag, "Failure")
      assert.deepStrictEqual(fresh, [false, true, true, true])
    }).pipe(Effect.provide(house([provider])))
  })
})
