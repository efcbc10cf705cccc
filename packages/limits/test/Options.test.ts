import { assert, describe, it } from "@effect/vitest"
import * as RateLimits from "@turnout/limits/RateLimits"
import { Effect, Layer } from "effect"

describe("limits that are none", () => {
  it.effect("are an error that names each", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Layer.build(RateLimits.layer({ rpm: 3, principal: { concurrent: "2" }, remembered: 0 } as never))
      )
      assert.deepInclude(error, { status: 500, code: "internal_error" })
      assert.deepStrictEqual(
        error.violations.map(({ code, param }) => [code, param]),
        [
          ["unknown_parameter", "limits.rpm"],
          ["invalid_parameter_value", "limits.principal.concurrent"],
          ["invalid_parameter_value", "limits.remembered"]
        ]
      )
    })
  )
})
