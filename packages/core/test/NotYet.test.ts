import { assert, it } from "@effect/vitest"
import { Result } from "effect"
import * as Normalize from "@turnout/core/Normalize"
import { notYet } from "@turnout/core/NotYet"

const base = { model: "m", messages: [{ role: "user", content: "x" }], stream: true }
const values: { readonly [param: string]: unknown } = {
  signature: "s",
  use_custom_keys: true,
  "gateway.routing.only_byok": true,
  "gateway.routing.only_platform": true,
  "gateway.routing.on_interrupt": "restart",
  "stream_options.routing_events": true
}

const at = (path: string, value: unknown): object =>
  path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object

it("what is not built yet is refused by name, never accepted and ignored", () => {
  for (const { param, inert } of notYet) {
    const refused = Normalize.normalize({ ...base, ...at(param, values[param]) })
    assert.ok(Result.isFailure(refused), param)
    assert.deepStrictEqual([refused.failure.code, refused.failure.param], ["invalid_parameter_value", param])
    assert.include(refused.failure.message, "not available yet")
    for (const value of inert ?? []) {
      assert.ok(Result.isSuccess(Normalize.normalize({ ...base, ...at(param, value) })), param)
    }
  }
})
