import type { Routing } from "@turnout/core/Gateway"
import type { Normalized } from "@turnout/core/Normalize"
import type { RouterError } from "@turnout/core/RouterError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type * as Result from "effect/Result"
import * as Settled from "../attempt/Settled.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"
import type { Index } from "../resolve/Resolve.ts"
import type { RouterOptions } from "../RouterOptions.ts"
import * as ArrayWalk from "./ArrayWalk.ts"
import type * as Deciding from "./Deciding.ts"
import * as Draft from "./Draft.ts"

interface Given {
  readonly deciding: ReturnType<typeof Deciding.make>
  readonly defaults: Routing
  readonly deadlineOf: (routing: Routing, started: number) => number
  readonly namesBy: (clock: Clock.Clock, deadline: number) => Effect.Effect<Index, RouterError>
  readonly normalize: (
    request: unknown,
    stream: boolean | undefined
  ) => Result.Result<Normalized, RouterError>
  readonly options: RouterOptions
}

/** Reads the requests of an array, which are one call. */
export const make =
  ({ deadlineOf, deciding, defaults, namesBy, normalize, options }: Given) =>
  (
    fiber: Deciding.Fiber,
    requests: ReadonlyArray<unknown>,
    stream: boolean | undefined,
    limit_ms?: number
  ): Effect.Effect<ArrayWalk.ReadArray, RouterError> => {
    const clock = fiber.getRef(Clock.Clock)
    return Settled.flatMap(namesBy(clock, deadlineOf({}, SteadyClock.now(clock))), (names) =>
      Effect.fromResult(
        ArrayWalk.read(requests, {
          id: `${fiber.getRef(Random.Random).nextIntUnsafe()}.${deciding.count()}`,
          clock,
          limit_ms,
          most: options.max_queries ?? 5,
          normalize: (request) => normalize(request, stream),
          validate: (normalized, now) => Draft.validate(normalized, { index: names, now }, options, defaults)
        })
      )
    )
  }
