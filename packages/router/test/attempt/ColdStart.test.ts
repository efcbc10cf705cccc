import { assert, describe, it } from "@effect/vitest"
import type { Provider } from "@turnout/core/Provider"
import { Router } from "@turnout/router/Router"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { ask, fake, house } from "../house.ts"

/** A provider whose code takes half a second to load, once. */
const lazy = (id: string) => {
  const inner = fake(id, FakeProvider.text("hi"))
  const state = { loads: 0, isLoaded: false, early: 0 }
  const load = Effect.map(Effect.sleep(500), () => {
    state.loads++
    state.isLoaded = true
  })
  const provider: Provider = {
    ...inner,
    ready: Effect.suspend(() => (state.isLoaded ? Effect.void : load)),
    run: (...request) => {
      if (!state.isLoaded) state.early++
      return inner.run(...request)
    }
  }
  return { provider, state }
}

describe("a cold start", () => {
  for (const stream of [false, true]) {
    it.effect(
      `is over before the clock of the first attempt starts (${stream ? "streamed" : "whole"})`,
      () => {
        const { provider, state } = lazy("a")
        return Effect.gen(function* () {
          const router = yield* Router
          const request = ask(["a"], {
            first_token_timeout_ms: 100,
            attempt_timeout_ms: 100,
            stall_timeout_ms: 100
          })
          const call = stream
            ? Effect.scoped(Effect.asVoid(router.start({ ...request, stream })))
            : Effect.asVoid(router.chat(request))
          const fiber = yield* Effect.forkChild(call, { startImmediately: true })
          yield* TestClock.adjust(500)
          yield* Fiber.join(fiber)
          assert.deepStrictEqual(state, { loads: 1, isLoaded: true, early: 0 })
        }).pipe(Effect.provide(house([provider])))
      }
    )
  }

  it.effect("is what ready() is for", () => {
    const providers = [lazy("a"), lazy("b")]
    return Effect.gen(function* () {
      const router = yield* Router
      const ready = yield* Effect.forkChild(router.ready, { startImmediately: true })
      yield* TestClock.adjust(1_000)
      yield* Fiber.join(ready)
      yield* router.chat(ask(["a"]))
      assert.deepStrictEqual(
        providers.map(({ state }) => state.loads),
        [1, 1]
      )
    }).pipe(Effect.provide(house(providers.map(({ provider }) => provider))))
  })
})
