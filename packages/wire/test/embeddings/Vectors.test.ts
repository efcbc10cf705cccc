import { assert, describe, it } from "@effect/vitest"
import { toBase64 } from "@turnout/core/Embedding"
import { isFailure } from "@turnout/core/Failure"
import * as fc from "fast-check"
import { routed } from "../../src/embeddings/protocol.ts"
import { split } from "../../src/embeddings/split.ts"
import * as OpenAiEmbeddings from "@turnout/wire/OpenAiEmbeddings"

const protocol = routed(OpenAiEmbeddings.make(), () => assert.fail("no status was refused"))

const read = (json: unknown) => protocol.whole(json, {})

const ruleOf = (json: unknown): string | undefined => {
  const events = read(json)
  if (!isFailure(events)) return assert.fail("should be malformed")
  assert.strictEqual(events._tag, "MalformedResponse")
  return events.rule
}

const entry = (index: unknown, embedding: unknown) => ({ object: "embedding", index, embedding })

describe("vectors of an answer", () => {
  it("stand in the order of their indices", () => {
    assert.deepStrictEqual(
      read({ data: [entry(1, [2]), entry(2, [3]), entry(0, [1])], model: "m", usage: { prompt_tokens: 7 } }),
      [
        { type: "start", model: "m" },
        { type: "embeddings", index: 0, vectors: [[1], [2], [3]] },
        { type: "usage", usage: { input: 7, output: 0 } },
        { type: "end" }
      ]
    )
  })

  it("come as numbers or as text, in one answer even", () => {
    const events = read({ data: [entry(0, [0.5, 1]), entry(1, toBase64([2, 3]))] })
    assert.deepStrictEqual(events, [
      { type: "start" },
      { type: "embeddings", index: 0, vectors: [[0.5, 1], Float32Array.of(2, 3)] },
      { type: "end" }
    ])
  })

  for (const [name, data, rule] of [
    ["no list", undefined, "data"],
    ["no index", [entry(undefined, [1])], "index"],
    ["an index twice", [entry(0, [1]), entry(0, [1])], "index"],
    ["an index beyond the inputs", [entry(0, [1]), entry(2, [1])], "index"],
    ["an index that is no number", [entry("0", [1])], "index"],
    ["no vector", [entry(0, undefined)], "vector"],
    ["an empty vector", [entry(0, [])], "vector"],
    ["a text that is no vector", [entry(0, "no vector")], "vector"],
    ["a text among the numbers", [entry(0, [1, "2"])], "number"],
    ["null among the numbers", [entry(0, [1, null])], "number"],
    ["a number beyond 32 bits", [entry(0, [1e300])], "number"],
    ["NaN in a text", [entry(0, toBase64([NaN]))], "number"],
    ["different lengths", [entry(0, [1, 2]), entry(1, [1])], "size"],
    ["nothing but null", [null], "index"]
  ] as const) {
    it(`with ${name} are no answer`, () => {
      assert.strictEqual(ruleOf({ data }), `embeddings:${rule}`)
    })
  }

  it("whatever JSON comes, nothing is thrown", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        read(json)
        read({ data: json })
        read({ data: [{ index: 0, embedding: json }], usage: json })
      })
    )
  })
})

describe("inputs that an endpoint does not take at once", () => {
  const texts = fc.array(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 60 })

  it("are split into runs that it takes, none lost and none moved", () => {
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 1, max: 20 }),
        fc.option(fc.integer({ min: 1, max: 60 })),
        (input, batch, tokens) => {
          const runs = split(input, tokens === null ? { batch } : { batch, batch_tokens: tokens })
          assert.deepStrictEqual(runs.flat(), input)
          for (const run of runs) {
            assert.isAtLeast(run.length, 1)
            assert.isAtMost(run.length, batch)
            const sum = run.reduce((sum, text) => sum + Math.ceil(Buffer.byteLength(text as string) / 4), 0)
            if (tokens !== null && run.length > 1) assert.isAtMost(sum * 1.25, tokens + 1e-9)
          }
          // No more of them than limits ask for.
          if (tokens === null) assert.strictEqual(runs.length, Math.ceil(input.length / batch))
        }
      )
    )
  })

  it("tokens that were counted are split by their number", () => {
    const of = (length: number) => Array.from({ length }, () => 1)
    const runs = split([of(60), of(40), of(1)], { batch_tokens: 100 })
    assert.deepStrictEqual(
      runs.map((run) => run.map(({ length }) => length)),
      [[60, 40], [1]]
    )
  })
})
