import * as Ajv from "@turnout/ajv/Ajv"
import { assert, describe, it } from "@effect/vitest"
import { Catalog } from "@turnout/core/Catalog"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import { Effect, Layer } from "effect"

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

describe("a schema of a caller's that means harm", () => {
  const slow = "a".repeat(40) + "!"

  it("holds itself whole", () => {
    const check = Ajv.validate()({
      type: "object",
      properties: { child: { $ref: "#" }, n: { type: "number" } },
      additionalProperties: false
    })
    assert.deepStrictEqual(check({ child: { child: { n: 1 } } }), [])
    assert.isNotEmpty(check({ child: { child: { n: "1" } } }))
    const seven = Ajv.validate()({
      $schema: "http://json-schema.org/draft-07/schema#",
      items: { $ref: "#" },
      type: "array"
    })
    assert.deepStrictEqual(seven([[], [[]]]), [])
    assert.isNotEmpty(seven([[], [1]]))
  })

  it("is ended in the middle of a pattern that never ends, and the next check runs as before", () => {
    const validate = Ajv.validate({ check_timeout_ms: 300 })
    const check = validate({ type: "string", pattern: "^(a+)+$" })
    for (const _ of [1, 2]) {
      assert.deepStrictEqual(check(slow), [{ path: "", message: "could not be checked in time" }])
    }
    assert.deepStrictEqual(check("aaa"), [])
    assert.deepStrictEqual(validate({ type: "null" })(null), [])
    const named = validate({ patternProperties: { "^(a+)+$": false } })
    assert.isNotEmpty(named({ [slow]: 1 }))
  })

  it("is ended where its references double with every step", () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => {
        const next = { $ref: `#/$defs/d${index + 1}` }
        return [`d${index}`, { anyOf: [next, next] }]
      })
    )
    const schema = { $defs: { ...$defs, d60: false as const }, $ref: "#/$defs/d0" }
    const check = Ajv.validate({ check_timeout_ms: 300 })(schema)
    assert.deepStrictEqual(check(1), [{ path: "", message: "could not be checked in time" }])
  })

  it("is refused where it is too long, or turns without end in one place", () => {
    const long = { enum: Array.from({ length: 20_000 }, (_, index) => `word${index}`) }
    assert.throws(() => Ajv.validate()(long), /at most 100000 characters, got/)
    assert.deepStrictEqual(Ajv.validate({ max_schema_length: 1_000_000 })(long)("word7"), [])
    assert.isNotEmpty(Ajv.validate()({ anyOf: [{ $ref: "#" }] })(1))
  })
})

describe("options of a check", () => {
  const wrong: ReadonlyArray<readonly [options: object, param: string]> = [
    [{ kpet: 3 }, "kpet"],
    [{ check_timeout_ms: -1 }, "check_timeout_ms"],
    [{ compile_timeout_ms: "1s" }, "compile_timeout_ms"],
    [{ max_schema_length: Number.NaN }, "max_schema_length"],
    [{ formats: { even: "(..)*" } }, "formats.even"]
  ]

  it.effect("that are wrong are told by the router that is given it, under its own option", () =>
    Effect.gen(function* () {
      for (const [options, param] of wrong) {
        const layer = Router.layer({ validate: Ajv.validate(options), params: "strict" as never })
        const error = yield* Effect.flip(
          Layer.build(Layer.provide(layer, [ProviderRegistry.layer, Catalog.layerEmpty]))
        )
        assert.deepStrictEqual(
          [error.status, ...error.violations.map((each) => each.param)],
          [500, `validate.${param}`, "params"]
        )
      }
    })
  )

  it("that are wrong are thrown where it is used without a router", () => {
    for (const [options, param] of wrong) {
      const validate = Ajv.validate(options)
      try {
        validate({ type: "object" })
        assert.fail("should have thrown")
      } catch (error) {
        assert.deepInclude(error, { status: 500, param })
      }
    }
  })
})
