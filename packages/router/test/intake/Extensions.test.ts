import { assert, describe, it } from "@effect/vitest"
import * as Constraint from "@turnout/router/Constraint"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import * as Strategy from "@turnout/router/Strategy"
import type { Validate } from "@turnout/router/Validate"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect } from "effect"
import { ask, failed, fake, house, modes, observed, tell } from "../house.ts"

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

  const form = {
    response_format: { type: "json_schema", json_schema: { name: "x", schema: { type: "object" } } }
  } as const
  const json = FakeProvider.text('{"a":1}')
  const hooks: ReadonlyArray<readonly [when: string, validate: Validate, asked: number]> = [
    ["as it compiles", boom, 0],
    ["as it checks", () => boom, 1],
    ["as it gives no check", () => undefined as never, 0]
  ]
  for (const [when, validate, asked] of hooks) {
    for (const mode of modes) {
      it.effect(`is the host's error with its cause and cools nothing: validate ${when}, ${mode}`, () => {
        const seen = observed()
        const a = fake("a", json)
        return Effect.gen(function* () {
          for (let call = 1; call <= 4; call++) {
            const error = yield* failed(tell(mode, ask(["a"], {}, form)))
            assert.deepInclude(error, { status: 500, code: "internal_error" })
            assert.include(error.message, "'validate'")
            assert.instanceOf(error.cause, TypeError)
            assert.notInclude(JSON.stringify(error) + error.message, canary)
            assert.lengthOf(a.journal(), asked * call)
          }
          assert.deepInclude(seen.of("a/m"), { outcomes: 0, in_flight: 0, cooling_until: 0 })
        }).pipe(Effect.provide(house([a], { validate }, seen.layer)))
      })
    }
  }

  it.effect("is named where it judges a whole list, and cools nothing: holds of a constraint", () => {
    const seen = observed()
    const many = Array.from({ length: 70 }, (_, index) => fake(`p${index}`))
    const mine = { reason: "mine", compile: () => undefined, holds: boom }
    return Effect.gen(function* () {
      const router = yield* Router
      const request = { model: "m", messages: ask([]).messages }
      // A list is read as a whole from its second use on.
      yield* router.chat(request)
      for (let call = 0; call < 3; call++) {
        const error = yield* Effect.flip(router.chat(request))
        assert.deepInclude(error, { status: 500, code: "internal_error", param: "constraints[0]" })
        assert.strictEqual((error.cause as Error).message, canary)
      }
      assert.strictEqual(many.flatMap((each) => each.journal()).length, 1)
      assert.isTrue(many.every(({ id }) => seen.of(`${id}/m`).cooling_until === 0))
    }).pipe(Effect.provide(house(many, { constraints: [mine] }, seen.layer)))
  })

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
