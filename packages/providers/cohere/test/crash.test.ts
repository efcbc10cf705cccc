import { describe, it } from "@effect/vitest"
import * as Mutations from "@turnout/testing/Mutations"
import { Cohere } from "@turnout/cohere"
import { fixtures } from "./fixtures.ts"

describe("answers with a place changed", () => {
  for (const kind of ["text", "toolCall"] as const) {
    it(`crash no reader: ${kind}`, () => {
      Mutations.check(Cohere.protocol, fixtures[kind].stream, (frame, data) => ({ ...frame, data }))
      Mutations.checkWhole(Cohere.protocol, fixtures[kind].unary)
    })
  }
})
