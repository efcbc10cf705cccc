import * as fc from "fast-check"
import { cacheControl } from "./messages.ts"
import { list, maybe, name, rarely, record, word } from "./words.ts"

const leaf = fc.oneof(
  record({
    type: fc.constant("string"),
    description: rarely(word),
    pattern: rarely(fc.constantFrom("^x", "(?=y)")),
    format: rarely(fc.constantFrom("date", "regex", "email")),
    minLength: rarely(fc.nat(9)),
    default: rarely(word)
  }),
  record({
    type: fc.constantFrom("integer", "number"),
    minimum: rarely(fc.nat(9)),
    multipleOf: rarely(fc.integer({ min: 2, max: 9 }))
  }),
  record({ enum: list(word, 2), const: rarely(word) }),
  fc.constantFrom<unknown>({ type: ["string", "null"] }, { $ref: "#/$defs/inner" }, {}, true)
)

const { schema: nested } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 2, depthSize: "small" },
    leaf,
    record({
      type: fc.constant("object"),
      properties: fc.dictionary(fc.constantFrom("a", "b", "c/d", "e~f", "__proto__"), tie("schema"), {
        maxKeys: 3
      }),
      required: maybe(fc.subarray(["a", "b", "c/d"])),
      additionalProperties: maybe(fc.oneof(fc.boolean(), tie("schema"))),
      propertyNames: rarely(fc.constant({ pattern: "^a" })),
      minProperties: rarely(fc.nat(2))
    }),
    record({
      type: fc.constant("array"),
      items: tie("schema"),
      uniqueItems: rarely(fc.boolean()),
      minItems: rarely(fc.nat(3))
    }),
    record({
      anyOf: rarely(list(tie("schema"), 2)),
      oneOf: maybe(list(tie("schema"), 2)),
      allOf: rarely(list(tie("schema"), 2)),
      not: rarely(tie("schema")),
      title: rarely(word)
    })
  )
}))

/** A JSON Schema of an object, of any keywords, at times one that refers to itself. */
export const schema: fc.Arbitrary<unknown> = record({
  type: fc.constantFrom("object", "object", "object", undefined, "array"),
  properties: maybe(fc.dictionary(fc.constantFrom("a", "b", "c/d", "__proto__"), nested, { maxKeys: 3 })),
  required: maybe(fc.subarray(["a", "b", "c/d"])),
  additionalProperties: maybe(fc.constantFrom<unknown>(false, false, true, { type: "string" })),
  items: rarely(nested),
  anyOf: rarely(list(nested, 2)),
  oneOf: rarely(list(nested, 2)),
  allOf: rarely(list(nested, 2)),
  not: rarely(nested),
  $defs: maybe(
    fc.constantFrom<unknown>(
      { inner: { type: "number", minimum: 3 } },
      { inner: { type: "object", properties: { again: { $ref: "#/$defs/inner" } }, required: ["again"] } }
    )
  ),
  $schema: rarely(word),
  description: rarely(word)
})

export const tool: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 5,
    arbitrary: record({
      type: fc.constant("function"),
      function: record({
        name,
        description: maybe(word),
        parameters: maybe(schema),
        strict: maybe(fc.boolean()),
        odd: rarely(word)
      }),
      cache_control: rarely(cacheControl)
    })
  },
  {
    weight: 1,
    arbitrary: record({
      type: fc.constant("custom"),
      custom: record({ name, description: maybe(word), format: rarely(fc.constant({ type: "text" })) })
    })
  },
  {
    weight: 1,
    arbitrary: record({ type: fc.constant("bash_20250124"), name: fc.constant("bash"), odd: rarely(word) })
  }
)

export const choice: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  "auto",
  "none",
  "required",
  { type: "function", function: { name: "alpha" } },
  { type: "function", function: { name: "json_response" } },
  { type: "function", function: { name: "calendar.list" } },
  { type: "custom", custom: { name: "beta" } }
)

export const format: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>({ type: "text" }, { type: "json_object" }),
  fc.record({
    type: fc.constant("json_schema"),
    json_schema: record({
      name: fc.constantFrom("answer", "report", "my report"),
      description: rarely(word),
      schema: maybe(schema),
      strict: maybe(fc.boolean())
    })
  })
)
