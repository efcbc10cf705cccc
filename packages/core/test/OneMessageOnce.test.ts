import { assert, describe, it } from "@effect/vitest"
import * as Normalize from "@turnout/core/Normalize"
import { misconfigured } from "@turnout/core/Options"
import type { RouterError, Violation } from "@turnout/core/RouterError"
import { Result } from "effect"
import * as fc from "fast-check"

const refusal = (request: unknown): RouterError | undefined => {
  const result = Normalize.normalize(request)
  return Result.isFailure(result) ? result.failure : undefined
}

const isOnce = ({ message, violations }: RouterError): void => {
  const told = violations.map((each) => `${each.param}: ${each.message}`)
  assert.deepStrictEqual(told, [...new Set(told)])
  for (const each of violations) {
    assert.strictEqual(message.split(each.message).length, 2, `'${each.message}' stands once in: ${message}`)
  }
}

const odd = fc.constantFrom<unknown>(
  1,
  -1,
  "",
  "x",
  true,
  [],
  {},
  [{}],
  [1, 1],
  null,
  Number.NaN,
  { type: "x" },
  [{ type: "x" }]
)
const keys = [
  "messages",
  "model",
  "stop",
  "tools",
  "tool_choice",
  "response_format",
  "gateway",
  "temperature",
  "n"
]
const anywhere = fc.dictionary(fc.constantFrom(...keys), odd)

describe("what is wrong with a request stands once in its refusal", () => {
  it("whatever finds it, a rule or several members of a union", () => {
    fc.assert(
      fc.property(anywhere, odd, (fields, content) => {
        const error = refusal({ messages: [{ role: "user", content }], ...fields })
        if (error !== undefined) isOnce(error)
      }),
      { numRuns: 500, seed: 8 }
    )
  })

  it("so does a host's mistake that two checks find", () => {
    const one: Violation = { param: "apiKey", code: "invalid_parameter_value", message: "Invalid 'apiKey'." }
    const error = misconfigured([one, { ...one }, { ...one, param: "keys" }])
    assert.strictEqual(error.message, "Invalid 'apiKey'.")
    assert.deepStrictEqual(
      error.violations.map(({ param }) => param),
      ["apiKey", "keys"]
    )
  })
})
