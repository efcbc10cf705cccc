import { assert, describe, it } from "@effect/vitest"
import * as Constraint from "@turnout/router/Constraint"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import * as Strategy from "@turnout/router/Strategy"
import { Effect } from "effect"
import { ask, failed, fake, house, modes, tell } from "../house.ts"

const canary = "sk-canary-0123456789"
const boom = (): never => {
  throw new TypeError(canary)
}

const broken: ReadonlyArray<readonly [param: string, options: RouterOptions]> = [
  ["strategies.mine", { strategies: { mine: boom }, optimize: "mine" }],
  ["constraints[0]", { constraints: [{ reason: "price", compile: boom }] }],
  ["constraints[0]", { constraints: [Constraint.make("price", boom)] }],
  ["scorers.default", { scorers: { default: boom } }],
  ["signals.load", { signals: { load: boom } }],
  ["estimate", { estimate: boom }]
]

describe("a function of the host's that throws", () => {
  for (const [param, options] of broken) {
    for (const mode of modes) {
      it.effect(`is named in a typed error with its cause: ${param}, ${mode}`, () =>
        Effect.gen(function* () {
          const error = yield* failed(tell(mode, ask(["a"])))
          assert.deepInclude(error, { status: 500, code: "internal_error", param })
          assert.strictEqual((error.cause as Error).message, canary)
          assert.notInclude(JSON.stringify(error) + error.message, canary)
        }).pipe(Effect.provide(house([fake("a")], options)))
      )
    }

    it.effect(`is named by a plan too: ${param}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Effect.flatMap(Router, (router) => router.plan(ask(["a"]))))
        assert.deepInclude(error, { code: "internal_error", param })
      }).pipe(Effect.provide(house([fake("a")], options)))
    )
  }

  it.effect("one that does not is what it was", () =>
    Effect.gen(function* () {
      const plan = yield* Effect.flatMap(Router, (router) => router.plan({ ...ask(["a"]), seed: 1 }))
      assert.strictEqual(plan.steps[0]?.endpoint, "a/m")
    }).pipe(
      Effect.provide(
        house([fake("a")], { strategies: { mine: Strategy.weighted({ cost: 1 }) }, optimize: "mine" })
      )
    )
  )
})
