import { describe, it } from "@effect/vitest"
import * as Mutations from "@turnout/testing/Mutations"
import { Ollama } from "@turnout/ollama"
import { fixtures } from "./fixtures.ts"

describe("answers with a place changed", () => {
  for (const kind of ["text", "toolCall"] as const) {
    it(`crash no reader: ${kind}`, () => {
      Mutations.check(Ollama.protocolOf(), fixtures[kind].stream, (frame, data) => ({ ...frame, data }))
      Mutations.checkWhole(Ollama.protocolOf(), fixtures[kind].unary)
    })
  }
})
