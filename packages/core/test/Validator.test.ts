import { assert, describe, it } from "@effect/vitest"
import { schemas } from "@turnout/core/RequestSchema"
import { names, type ParamName } from "@turnout/core/Param"
import * as fc from "fast-check"
import { check } from "../src/normalize/check.ts"
import { fits } from "../src/normalize/issues.ts"
import { accepts, nodes } from "../src/normalize/validator.ts"
import { findings } from "../src/refusal/violation.ts"
import * as Reference from "./reference/check.ts"
import { near } from "./reference/near.ts"

/* The checks that are written ahead of time say of every value what the schemas say, to the letter. */

type Record = { readonly [name: string]: unknown }

const told = (of: typeof check, record: Record): unknown => {
  const found = findings()
  return { unknown: of(record, found), found }
}

const same = (record: Record): void =>
  assert.deepStrictEqual(told(check, record), told(Reference.check, record), JSON.stringify(record))

const json = fc.jsonValue({ maxDepth: 4 })

const hostile = fc.constantFrom<unknown>(
  null,
  "",
  "x".repeat(300),
  "👩‍👩‍👧‍👦".repeat(60),
  -0,
  1e308,
  2 ** 53,
  0.5,
  [],
  {},
  [[[[]]]],
  [null],
  Array.from({ length: 101 }, (_, index) => `tag ${index}`),
  { type: null },
  { role: "constructor" },
  JSON.parse('{"__proto__": {"role": "user"}, "role": "user", "content": "x"}'),
  Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`k${index}`, index]))
)

describe("the checks written ahead of time are the schemas", () => {
  it("name every parameter, and no other", () => {
    assert.deepStrictEqual(Object.keys(nodes), [...names])
    assert.deepStrictEqual(Object.keys(accepts), Object.keys(schemas))
  })

  for (const name of names) {
    it(`${name}: any JSON, and hostile values`, () => {
      fc.assert(
        fc.property(fc.oneof(json, hostile), (value) => same({ messages: [], [name]: value })),
        { numRuns: 150 }
      )
    })

    it(`${name}: right values, and such with one thing changed`, () => {
      fc.assert(
        fc.property(near(schemas[name].ast, hostile), (value) => {
          same({ [name]: value })
          assert.strictEqual(accepts[name](value), fits(nodes[name], value))
        }),
        { numRuns: 300 }
      )
    })
  }

  it("several parameters at once, unknown ones between", () => {
    const keys = fc.constantFrom<ParamName | "other" | "__proto__">(...names, "other", "__proto__")
    fc.assert(fc.property(fc.dictionary(keys, json, { maxKeys: 8 }), same), { numRuns: 500 })
  })

  it("one more than a list or a map may hold", () => {
    for (const count of [9, 10, 11, 12, 99, 100, 101]) {
      const list = Array.from({ length: count }, (_, index) => `m${index}`)
      const map = Object.fromEntries(list.map((key) => [key, "v"]))
      same({ models: list, tags: list, auriko_metadata: { custom_fields: map, tags: list } })
    }
  })

  it("of very many wrong items, the same few", () => {
    const item = fc.constantFrom<unknown>(1, {}, { role: "x" }, { role: "user", content: [1, { type: "y" }] })
    const long = fc.array(item, { minLength: 15, maxLength: 60 })
    fc.assert(fc.property(long, (messages) => same({ messages, tools: messages, stop: messages })))
  })
})
