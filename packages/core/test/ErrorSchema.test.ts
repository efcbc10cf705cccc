import { assert, describe, it } from "@effect/vitest"
import * as ErrorSchema from "@turnout/core/ErrorSchema"
import * as Failure from "@turnout/core/Failure"
import * as RouterError from "@turnout/core/RouterError"
import { Schema } from "effect"

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe("an error comes back from its JSON as what it was", () => {
  for (const status of [400, 401, 403, 404, 429, 500]) {
    it(`status ${status}`, () => {
      const violations = [{ param: "seed", code: "invalid_request", message: "no" }] as const
      const error = RouterError.make("invalid_request", "No.", { status, violations, provider: "acme" })
      const text = json(error)
      const back = Schema.decodeUnknownSync(ErrorSchema.RouterError)(text)
      assert.strictEqual(back.constructor, error.constructor)
      assert.deepStrictEqual(json(back), text)
      assert.deepStrictEqual(Schema.encodeSync(ErrorSchema.RouterError)(error), text)
    })
  }

  for (const [tag, Class] of Object.entries(Failure.classes)) {
    it(tag, () => {
      const failure = new Class({ message: "No.", status: 500, timer: "stall" })
      const text = { ...(json(failure) as object) } as Record<string, unknown>
      if (tag !== "TimedOut") delete text["timer"]
      const back = Schema.decodeUnknownSync(ErrorSchema.Failure)(text)
      assert.isTrue(back instanceof Class && Failure.isFailure(back))
      assert.deepStrictEqual(json(back), text)
      assert.deepStrictEqual(Schema.encodeSync(ErrorSchema.Failure)(failure) as object, text)
    })
  }

  it("and what is none is refused", () => {
    const of = Schema.is(Schema.toEncoded(ErrorSchema.Failure))
    assert.isFalse(of({ _tag: "TimedOut", message: "No." }))
    assert.isFalse(of({ _tag: "Other", message: "No." }))
    assert.isTrue(of({ _tag: "TimedOut", message: "No.", timer: "stall" }))
  })
})
