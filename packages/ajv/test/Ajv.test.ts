import * as Ajv from "@turnout/ajv/Ajv"
import { assert, describe, it } from "@effect/vitest"
import type { RouterOptions } from "@turnout/router/RouterOptions"

describe("a check of a JSON Schema", () => {
  const validate = Ajv.validate()

  it("is what the router takes", () => {
    const options: RouterOptions = { validate }
    assert.strictEqual(options.validate, validate)
  })

  it("says where a value is wrong, and nothing of a right one", () => {
    const check = validate({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: { a: { type: "array", prefixItems: [{ type: "integer" }], items: false } },
      required: ["a"],
      odd: "keyword"
    })
    assert.deepStrictEqual(check({ a: [1] }), [])
    assert.deepStrictEqual(check({ a: ["x"] }), [{ path: "/a/0", message: "must be integer" }])
    assert.deepStrictEqual(check({}), [{ path: "", message: "must have required property 'a'" }])
    assert.isNotEmpty(check({ a: [1, 2] }))
  })

  it("reads a schema of draft 7 as one, and one of an unknown draft as of the latest", () => {
    const tuple = { type: "array", items: [{ type: "integer" }], additionalItems: false }
    const seven = validate({ $schema: "http://json-schema.org/draft-07/schema#", ...tuple })
    assert.isNotEmpty(seven([1, 2]))
    assert.deepStrictEqual(validate({ $schema: "https://example.org/mine", type: "null" })(null), [])
  })

  it("follows definitions, those that hold themselves too", () => {
    const check = validate({
      $ref: "#/$defs/node",
      $defs: {
        node: { type: "object", properties: { next: { $ref: "#/$defs/node" } }, additionalProperties: false }
      }
    })
    assert.deepStrictEqual(check({ next: { next: {} } }), [])
    assert.isNotEmpty(check({ next: { other: 1 } }))
  })

  it("is made once for the same schema, and two schemas of one id do not meet", () => {
    const schema = { $id: "https://example.org/a", type: "string" }
    assert.strictEqual(validate(schema), validate({ ...schema }))
    assert.isNotEmpty(validate({ ...schema, type: "number" })("x"))
    const forgetful = Ajv.validate({ kept: 1 })
    const first = forgetful({ type: "string" })
    forgetful({ type: "number" })
    assert.notStrictEqual(forgetful({ type: "string" }), first)
  })

  it("checks formats only where the host gives them", () => {
    const schema = { type: "string", format: "even" }
    assert.deepStrictEqual(validate(schema)("odd"), [])
    const strict = Ajv.validate({ formats: { even: (text) => text.length % 2 === 0 } })
    assert.isNotEmpty(strict(schema)("odd"))
    assert.deepStrictEqual(strict({ type: "string", format: "unheard" })("x"), [])
  })

  it("is refused for what is no schema, and fetches nothing", () => {
    assert.throws(() => validate({ type: "nothing" }))
    assert.throws(() => validate({ $ref: "https://example.org/elsewhere" }))
    assert.throws(() => validate({ type: "string", pattern: "(" }))
  })
})
