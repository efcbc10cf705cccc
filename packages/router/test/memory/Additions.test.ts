import { assert, describe, it } from "@effect/vitest"
import * as Failure from "@turnout/core/Failure"
import * as Additions from "../../src/memory/Additions.ts"

const added = ["stream_options", "include"]
const blamed = (fields: object) =>
  Additions.blamed(new Failure.InvalidRequest({ message: "It was refused.", ...fields }), added)

describe("a field that was added, where a request is refused", () => {
  it("is blamed by its parameter, by whatever path", () => {
    assert.strictEqual(blamed({ param: "include" }), "include")
    assert.strictEqual(blamed({ param: "include[0]" }), "include")
    assert.strictEqual(blamed({ param: "body.stream_options" }), "stream_options")
    assert.isUndefined(blamed({ param: "messages" }))
  })

  it("is blamed in the vendor's words where they name it", () => {
    const words = (provider_message: string) => blamed({ provider_message })
    assert.strictEqual(words("Unknown parameter: 'include'."), "include")
    assert.strictEqual(words("body.include: Extra inputs are not permitted"), "include")
    assert.strictEqual(words("include: unknown field"), "include")
    assert.strictEqual(words("stream_options is not supported"), "stream_options")
  })

  it("is not blamed for a verb of its name", () => {
    assert.isUndefined(blamed({ provider_message: "Your messages must include the word 'json'." }))
    assert.isUndefined(blamed({ provider_message: "Please include a model." }))
  })
})
