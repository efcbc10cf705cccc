import * as Memory from "@turnout/state/Memory"
import * as StoreSuite from "@turnout/testing/StoreSuite"
import * as Effect from "effect/Effect"

let now = 1_790_000_123_456

StoreSuite.run("memory", {
  open: (handles) =>
    Effect.sync(() => {
      const store = Memory.make(() => now)
      return Array.from({ length: handles }, () => store)
    }),
  pass: { type: "set", by: (ms) => Effect.sync(() => void (now += ms)) }
})
