import { assert, describe, it } from "@effect/vitest"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Requests from "@turnout/testing/Requests"
import * as fc from "fast-check"
import * as JsonSchema from "../src/JsonSchema.ts"

const compiled = (schema: JsonObject, dialect: JsonSchema.Dialect) => {
  const result = JsonSchema.compile(schema, dialect, "/s")
  if (result === undefined) return undefined
  return { schema: result.schema, losses: result.losses.map(({ action, param }) => `${action} ${param}`) }
}

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more
})

describe("a schema in the strict subset", () => {
  const strict = (schema: JsonObject) => compiled(schema, JsonSchema.openAiStrict)

  it("is the same object where it is in it already", () => {
    const schema = object(
      { a: { type: ["string", "null"] }, b: { $ref: "#/$defs/node" } },
      { $defs: { node: object({ again: { anyOf: [{ $ref: "#/$defs/node" }, { type: "null" }] } }) } }
    )
    assert.strictEqual(JsonSchema.compile(schema, JsonSchema.openAiStrict, "")?.schema, schema)
  })

  it("loses the keywords that are a 400 there, tells each, and describes them to the model", () => {
    const schema = object({
      a: { type: "string", minLength: 2, pattern: "(?=x)", format: "uri", description: "A." },
      b: { type: "array", items: { type: "integer", minimum: 1 }, uniqueItems: true },
      c: { oneOf: [{ type: "string" }, { type: "null" }], default: null, examples: [] }
    })
    assert.deepStrictEqual(strict(schema), {
      schema: object({
        a: { type: "string", description: 'A.\n\n{minLength: 2, pattern: "(?=x)", format: "uri"}' },
        b: {
          type: "array",
          items: { type: "integer", minimum: 1 },
          description: "{uniqueItems: true}"
        },
        c: { anyOf: [{ type: "string" }, { type: "null" }] }
      }),
      losses: [
        "weakened /s/properties/a/minLength",
        "weakened /s/properties/a/pattern",
        "weakened /s/properties/a/format",
        "weakened /s/properties/b/uniqueItems",
        "weakened /s/properties/c/oneOf",
        "dropped /s/properties/c/default",
        "dropped /s/properties/c/examples"
      ]
    })
  })

  it("closes an object that says nothing of other properties", () => {
    const { additionalProperties: _, ...open } = object({ a: { type: "string" } })
    assert.deepStrictEqual(strict(open), {
      schema: object({ a: { type: "string" } }),
      losses: ["translated /s/additionalProperties"]
    })
  })

  it("is none where the subset cannot say the shape", () => {
    const shapes: ReadonlyArray<JsonObject> = [
      { type: "object", properties: { a: { type: "string" } }, additionalProperties: false },
      object({ a: { type: "string" } }, { additionalProperties: { type: "string" } }),
      object({ a: {} }),
      object({ a: true }),
      object({ a: { type: "object" } }),
      object({ a: { allOf: [{ type: "string" }, { type: "number" }] } }),
      { anyOf: [object({})] },
      { type: "array", items: { type: "string" } },
      object({ a: { type: "string" } }, { required: ["a", "b"] }),
      Array.from({ length: 12 }).reduce<JsonObject>((inner) => object({ a: inner }), { type: "string" })
    ]
    for (const schema of shapes) assert.isUndefined(strict(schema), JSON.stringify(schema))
  })

  it("a reference stands alone, and what stood beside it is told", () => {
    const schema = object(
      { a: { $ref: "#/$defs/b", description: "A." } },
      { $defs: { b: { type: "string" } } }
    )
    assert.deepStrictEqual(strict(schema), {
      schema: object({ a: { $ref: "#/$defs/b" } }, { $defs: { b: { type: "string" } } }),
      losses: ["weakened /s/properties/a/description"]
    })
  })
})

describe("a schema in the Messages family's dialect", () => {
  it("may leave properties out, but not too many, and hold nothing that holds itself", () => {
    const optional = (count: number) =>
      compiled(
        {
          type: "object",
          properties: Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, {}])),
          additionalProperties: false
        },
        JsonSchema.anthropic
      )
    assert.isDefined(optional(10))
    assert.isUndefined(optional(11))
    const recursive = object(
      { a: { $ref: "#/$defs/b" } },
      { $defs: { b: object({ c: { $ref: "#/$defs/b" } }) } }
    )
    assert.isUndefined(compiled(recursive, JsonSchema.anthropic))
  })
})

const strays = (schema: Json, dialect: JsonSchema.Dialect): boolean => {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return false
  return Object.entries(schema as JsonObject).some(([key, value]) => {
    if (key === "properties" || key === "$defs") {
      return Object.values(value as JsonObject).some((each) => strays(each, dialect))
    }
    if (key === "items") return strays(value, dialect)
    if (key === "anyOf" || key === "allOf") {
      return (value as ReadonlyArray<Json>).some((each) => strays(each, dialect))
    }
    return key !== "additionalProperties" && !dialect.keywords.has(key)
  })
}

describe("any schema in any dialect", () => {
  for (const [name, dialect] of Object.entries({
    strict: JsonSchema.openAiStrict,
    Messages: JsonSchema.anthropic
  })) {
    it(`keeps to it, is told where it differs, and a second time changes nothing: ${name}`, () => {
      let said = 0
      fc.assert(
        fc.property(Requests.schema, (given) => {
          const schema = given as JsonObject
          const before = JSON.stringify(schema)
          const result = JsonSchema.compile(schema, dialect, "")
          assert.strictEqual(JSON.stringify(schema), before)
          if (result === undefined) return
          said++
          assert.isFalse(strays(result.schema, dialect))
          assert.strictEqual(result.losses.length === 0, JSON.stringify(result.schema) === before)
          const again = JsonSchema.compile(result.schema, dialect, "")
          assert.deepStrictEqual(again, { schema: result.schema, losses: [] })
        }),
        { numRuns: 6_000 }
      )
      // Some 140 are expected of random schemas.
      assert.isAbove(said, 50)
    })
  }
})
