import { assert, describe, it } from "@effect/vitest"
import * as Scenarios from "@turnout/world/Scenarios"
import * as World from "@turnout/world/World"
import * as Effect from "effect/Effect"
import { policies } from "../world/policies.ts"

describe("published policies in the virtual world", () => {
  const scenario = Scenarios.brownout({ hours: 0.02 })
  for (const [name, router] of Object.entries(policies)) {
    it.live(`${name} ranks what the router asks it for, and begins each run with nothing`, () =>
      Effect.gen(function* () {
        const first = yield* World.run({ ...scenario, router })
        assert.deepStrictEqual(first.errors, [])
        assert.isAbove(first.requests, 50)
        assert.deepStrictEqual(yield* World.run({ ...scenario, router }), first)
      })
    )
  }
})
