import { assert, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import * as Normalize from "@turnout/core/Normalize"
import * as Param from "@turnout/core/Param"
import { isRouterError } from "@turnout/core/RouterError"

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withSparseArray: true,
  withTypedArray: true,
  withObjectString: true,
  maxDepth: 4
})

const holds = (input: unknown) => {
  const result = Normalize.normalize(input)
  if (Result.isFailure(result)) {
    assert.ok(isRouterError(result.failure))
    assert.ok(result.failure.status >= 400 && result.failure.status < 500)
    assert.ok(result.failure.violations.length > 0)
    JSON.stringify(result.failure)
  } else {
    JSON.stringify(result.success)
  }
}

it("no input makes normalize throw", () => {
  fc.assert(fc.property(anything, holds), { numRuns: 2_000 })
})

it("no value of any parameter makes normalize throw", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...Param.names), anything, { maxKeys: 6 }), (fields) => {
      holds({ model: "m", messages: [{ role: "user", content: "x" }], ...fields })
    }),
    { numRuns: 2_000 }
  )
})

it("no message makes normalize throw", () => {
  const part = fc.record(
    {
      type: fc.constantFrom("text", "image_url", "file", "refusal", "x"),
      text: anything,
      image_url: anything
    },
    { requiredKeys: [] }
  )
  const message = fc.record(
    {
      role: fc.constantFrom("system", "developer", "user", "assistant", "tool", "function", "x"),
      content: fc.oneof(anything, fc.array(part), fc.string()),
      tool_calls: fc.oneof(
        anything,
        fc.array(fc.record({ id: anything, type: anything, function: anything }))
      ),
      function_call: anything,
      name: anything
    },
    { requiredKeys: [] }
  )
  fc.assert(
    fc.property(fc.array(message, { maxLength: 5 }), (messages) => holds({ model: "m", messages })),
    { numRuns: 2_000 }
  )
})
