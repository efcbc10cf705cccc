import type { Routing } from "@turnout/core/Gateway"
import type { Normalized } from "@turnout/core/Normalize"
import type { RouterError } from "@turnout/core/RouterError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Hooked } from "./before.ts"
import type { CallContext } from "./CallContext.ts"
import type { Fiber } from "./Deciding.ts"

/** What follows, of a request as the host's hook leaves it; an observer then sees that instead. */
export const through =
  (before: Hooked | undefined, deadlineOf: (routing: Routing, started: number) => number) =>
  <A>(
    fiber: Fiber,
    normalized: Normalized,
    { observer, principal, started }: CallContext,
    next: (normalized: Normalized) => Effect.Effect<A, RouterError>
  ): Effect.Effect<A, RouterError> => {
    if (before === undefined) return next(normalized)
    const until = deadlineOf(normalized.routing, started)
    return Effect.flatMap(before(normalized, principal, fiber.getRef(Clock.Clock), until), (changed) => {
      observer?.read(changed)
      return next(changed)
    })
  }
