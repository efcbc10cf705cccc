import { assert, describe, it } from "@effect/vitest"
import type { JsonObject } from "@turnout/core/Json"
import type { Entry } from "@turnout/core/Ledger"
import { toRoot } from "../src/json-schema/root.ts"

const rootOf = (schema: JsonObject) => {
  const ledger: Array<Entry> = []
  const made = toRoot(schema, { refuses: ["allOf"], properties: false }, "parameters", "/parameters", ledger)
  return { made, ledger }
}

describe("a conjunction at the root of a tool's schema", () => {
  it("is translated where one object says all of it", () => {
    const { ledger, made } = rootOf({
      type: "object",
      allOf: [{ type: "object", properties: { a: {} }, required: ["a"] }, { $ref: "#/$defs/b" }],
      $defs: { b: { properties: { b: {} } } }
    })
    assert.deepStrictEqual(
      ledger.map(({ action, param }) => `${action} ${param}`),
      ["translated parameters.allOf"]
    )
    assert.deepStrictEqual(made["properties"], { a: {}, b: {} })
    assert.deepStrictEqual(made["required"], ["a"])
  })

  it("is told as weakened, with all that stands in it, where something of a branch is lost", () => {
    for (const branch of [
      { type: "array" },
      { enum: ["a"] },
      { minProperties: 1 },
      { $ref: "#/$defs/none" },
      { $defs: { b: { type: "string" } } },
      true
    ]) {
      const { ledger } = rootOf({ type: "object", allOf: [branch], $defs: { b: {} } })
      assert.deepStrictEqual(
        ledger.map(({ action, param }) => `${action} ${param}`),
        ["weakened /parameters/allOf"],
        JSON.stringify(branch)
      )
    }
  })
})
