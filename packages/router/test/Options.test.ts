import { assert, describe, it } from "@effect/vitest"
import { Catalog } from "@turnout/core/Catalog"
import * as Options from "@turnout/core/Options"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import type { RouterError } from "@turnout/core/RouterError"
import { Budget } from "@turnout/router/Budget"
import { Health } from "@turnout/router/Health"
import { Router } from "@turnout/router/Router"
import { checkWith, type RouterOptions } from "@turnout/router/RouterOptions"
import { Signals } from "@turnout/router/Signals"
import { Effect, Layer } from "effect"
import { ask, fake, house } from "./house.ts"

type Registered = ProviderRegistry | Catalog

/** Each door of the router's for Effect, with options that are wrong, and what its error names. */
const doors: {
  readonly [name: string]: readonly [Layer.Layer<never, RouterError, Registered>, ...Array<string>]
} = {
  "Router.layer": [
    Router.layer({ optmize: "cost", params: "strict", routing: { weights: { csot: 1 } } } as never),
    "optmize",
    "params",
    "routing.weights.csot"
  ],
  "Router.layerNoSignals": [Layer.provide(Router.layerNoSignals({ explore: 3 }), Signals.layer), "explore"],
  "Signals.layerWith": [Signals.layerWith({ ttl: 3 } as never), "ttl"],
  "Health.layer": [Health.layer({ max_ejected: 3 }), "health.max_ejected"],
  "Budget.layer": [
    Budget.layer({ rules: [{ scope: "team", period: "daily" }], reserv: "upper" } as never),
    "budgets.rules[0].limit_usd",
    "budgets.rules[0].scope",
    "budgets.reserv"
  ]
}

describe("an option that is wrong", () => {
  for (const [name, [layer, ...params]] of Object.entries(doors)) {
    it.effect(`is named by ${name}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(
          Layer.build(Layer.provide(layer, [ProviderRegistry.layer, Catalog.layerEmpty]))
        )
        assert.deepInclude(error, { status: 500, code: "internal_error" })
        assert.deepStrictEqual(
          error.violations.map(({ param }) => param),
          params
        )
      })
    )
  }

  it("does not compile where a check is missing or of another type", () => {
    interface More extends RouterOptions {
      readonly size?: number
    }
    // @ts-expect-error `size` has no check.
    checkWith<More>({})
    // @ts-expect-error `size` is no text.
    checkWith<More>({ size: Options.string })
    // @ts-expect-error There is no `sise`.
    checkWith<More>({ size: Options.number(), sise: Options.number() })
    assert.deepStrictEqual(Options.violations(checkWith<More>({ size: Options.number() }), { size: 1 }), [])
  })
})

describe("an option of a call that is wrong", () => {
  it.effect("is typed and named at every method, before anything is sent", () => {
    const a = fake("a")
    return Effect.gen(function* () {
      const router = yield* Router
      const given = { principl: { user_id: "u" }, limit_ms: -1, keys: { a: 3 } } as never
      const errors = [
        yield* Effect.flip(router.chat(ask(["a"]), given)),
        yield* Effect.flip(Effect.scoped(router.start(ask(["a"]), given))),
        yield* Effect.flip(router.plan(ask(["a"]), given))
      ]
      for (const error of errors) {
        assert.deepStrictEqual(
          [error.status, ...error.violations.map(({ param }) => param)],
          [400, "options.principl", "options.limit_ms", "options.keys.a"]
        )
      }
      assert.lengthOf(a.journal(), 0)
    }).pipe(Effect.provide(house([a])))
  })
})
