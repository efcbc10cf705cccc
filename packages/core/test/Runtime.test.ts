import { assert, describe, it } from "@effect/vitest"
import * as Runtime from "@turnout/core/Runtime"

describe("a runtime", () => {
  it("is refused in words where it is a Node that is too old", () => {
    for (const node of ["18.20.8", "20.20.2", "22.18.9", "21.0.0"]) {
      const error = Runtime.unsupported({ node })
      assert.deepInclude(error, { status: 500, code: "internal_error" })
      assert.include(error?.message, `needs Node 22.19 or newer, and this is Node ${node}.`)
    }
  })

  it("is not where it is new enough, no Node, or unknown", () => {
    for (const node of ["22.19.0", "22.20.1", "24.0.0", "26.10.0-nightly"]) {
      assert.isUndefined(Runtime.unsupported({ node }))
    }
    assert.isUndefined(Runtime.unsupported(undefined))
    assert.isUndefined(Runtime.unsupported({}))
    assert.isUndefined(Runtime.unsupported({ node: "20.0.0", bun: "1.4.5" }))
    assert.isUndefined(Runtime.unsupported({ node: "20.0.0", deno: "2.9.6" }))
  })
})
