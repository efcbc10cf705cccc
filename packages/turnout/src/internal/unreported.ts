import * as RouterError from "@turnout/core/RouterError"
import type { Reporting } from "@turnout/state/Reporting"
import * as Effect from "effect/Effect"

const none = Effect.suspend(() =>
  Effect.fail(
    RouterError.make("invalid_request", "This router keeps no receipts.", {
      suggestion: "Give it a store: `createRouter({ state: sqlite({ file }) })`."
    })
  )
)

/** What is told where the router has no store. */
export const unreported: Reporting = { spend: () => none, remove: () => none }
