import { assert, it } from "@effect/vitest"
import * as ModelExpression from "@turnout/core/ModelExpression"
import * as Growth from "@turnout/testing/Growth"
import * as fc from "fast-check"

const known = ["beta@2024", "odd:cost", "lab/alpha", "gpt-4o"]
const endpoint = "south/alpha"
const suffixes = ["cost", "ttft-focus", "mine"]
const options: ModelExpression.Options = {
  isKnown: (id) => id === endpoint || known.includes(id),
  isEndpoint: (id) => id === endpoint,
  strategy: (word) => (suffixes.includes(word) ? word : undefined)
}

const metric = fc.constantFrom(...(Object.keys(ModelExpression.good) as Array<ModelExpression.Metric>))
const number = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const id = fc.stringMatching(/^[a-z][a-z0-9/._:-]{0,8}[a-z0-9]$/).filter((text) => !text.includes("->"))
const list = fc.array(id, { minLength: 1, maxLength: 3 })

const term: fc.Arbitrary<ModelExpression.Term> = fc.oneof(
  fc.record({
    type: fc.constant("sort" as const),
    metric,
    direction: fc.constantFrom("lowest" as const, "highest" as const)
  }),
  fc.record({
    type: fc.constant("threshold" as const),
    metric,
    bounds: fc.array(
      fc.record({
        operator: fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const),
        value: number
      }),
      { minLength: 1, maxLength: 3 }
    )
  }),
  fc.record({ type: fc.constant("weight" as const), metric, weight: number }),
  fc.record({
    type: fc.constant("only" as const),
    of: fc.constantFrom("providers" as const, "models" as const, "endpoints" as const),
    ids: list
  })
)

const plainId = id.filter((text) => !/^router(_.|$)/.test(text) && !text.includes(":"))
const model: fc.Arbitrary<ModelExpression.Model> = fc.oneof(
  fc.record({ type: fc.constant("model" as const), id: fc.oneof(fc.constantFrom(...known), plainId) }),
  fc.constant({ type: "router" as const }),
  fc.record({ type: fc.constant("router" as const), scorer: fc.stringMatching(/^[a-z]{1,5}$/) })
)
const route: fc.Arbitrary<ModelExpression.Route> = fc.oneof(
  fc.record({
    type: fc.constant("provider" as const),
    name: fc
      .stringMatching(/^[a-z]{3,9}$/)
      .filter((name) => !ModelExpression.metricNames.includes(name) && name !== "ots")
  }),
  fc.record({ type: fc.constant("terms" as const), terms: fc.array(term, { minLength: 1, maxLength: 4 }) })
)
const routed = fc.record({ model, route })
const alone = fc.oneof(
  fc.record({ model }),
  fc.record({
    model: model.filter((each) => each.type === "router" || each.id !== "odd:cost"),
    suffix: fc.constantFrom(...suffixes)
  })
)
const whole = fc.constant({ model: { type: "model" as const, id: endpoint } })
const items: fc.Arbitrary<ReadonlyArray<ModelExpression.Item>> = fc.oneof(
  alone.map((item) => [item]),
  fc.array(fc.oneof({ weight: 3, arbitrary: routed }, whole), { minLength: 1, maxLength: 5 })
)

it("what is printed is read as the same expression", () => {
  fc.assert(
    fc.property(items, (list) => {
      const text = ModelExpression.print({ items: list })
      assert.deepStrictEqual(ModelExpression.parse(text, options), { type: "expression", items: list })
    }),
    { numRuns: 1000 }
  )
})

it("what is read is printed in one form, which stays as it is", () => {
  const piece = fc.constantFrom(
    ..."a beta@2024 @ -> | : < > <= , 1 0.5 1e-3 lowest- highest- ttft q c ic providers: skip_models: endpoints: router router_x openai cost south/alpha".split(
      " "
    )
  )
  let read = 0
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const found = ModelExpression.parse(pieces.join(""), options)
      if (ModelExpression.isError(found)) return
      read++
      const text = ModelExpression.print(found)
      const again = ModelExpression.parse(text, options)
      assert.deepStrictEqual(again, found)
    }),
    { numRuns: 3000 }
  )
  assert.isAbove(read, 100)
})

it("a known id that holds an @ is not taken for the provider of a chain", () => {
  const found = ModelExpression.parse("gpt-4o@openai->beta@2024", options)
  assert.ok(ModelExpression.isError(found))
  assert.deepStrictEqual([found.position, found.length], ["gpt-4o@openai->".length, "beta@2024".length])
  assert.include(found.message, "'beta@2024' is a model")
})

it("no text makes it throw, and an error points into the text", () => {
  const hostile = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.string({ unit: "binary", maxLength: 300 }),
    fc
      .array(fc.constantFrom("@", "->", "|", ":", "<", ">", "=", "q", "1", "providers", " "), {
        maxLength: 60
      })
      .map((all) => all.join(""))
  )
  fc.assert(
    fc.property(hostile, (text) => {
      const found = ModelExpression.parse(text, options)
      ModelExpression.regions(text)
      if (!ModelExpression.isError(found)) return
      assert.isAtLeast(found.position, 0)
      assert.isAtMost(found.position + found.length, text.length)
      assert.isAbove(found.expected.length, 0)
      assert.isBelow(found.message.length, 200)
    }),
    { numRuns: 3000 }
  )
})

it("time grows with the length alone", () => {
  const patterns = ["a@q|", "->", "@", "<1", "m@q<1ic", "|endpoints:a@", ":", "1e", " ", "| "]
  for (const pattern of patterns) {
    const parse = (length: number) => {
      const text = `m@q|${pattern.repeat(length / pattern.length)}`.slice(0, length)
      return () => ModelExpression.parse(text, { ...options, most: 1e6 })
    }
    assert.isBelow(Growth.perUnit(parse, { small: 600, large: 9600 }), 4, pattern)
  }
})
