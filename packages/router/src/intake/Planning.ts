import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Normalized } from "@turnout/core/Normalize"
import type { RouterError } from "@turnout/core/RouterError"
import type { Source } from "@turnout/core/Source"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Settled from "../attempt/Settled.ts"
import type { Additions } from "../memory/Additions.ts"
import type { Plan } from "../Plan.ts"
import type { CallOptions } from "../Principal.ts"
import * as ArrayWalk from "./ArrayWalk.ts"
import type * as CallContext from "./CallContext.ts"
import type * as Deciding from "./Deciding.ts"
import type * as Hooked from "./hooked.ts"
import type { Draft } from "./Draft.ts"
import { planOf } from "./plan.ts"
import { sourced } from "./sourced.ts"

type Given = CallOptions | undefined

interface Intake {
  readonly additions: Additions
  readonly context: ReturnType<typeof CallContext.make>
  readonly deciding: Pick<ReturnType<typeof Deciding.make>, "decide">
  readonly hooked: ReturnType<typeof Hooked.through>
  readonly normalize: (
    request: unknown,
    stream: boolean | undefined
  ) => Result.Result<Normalized, RouterError>
  readonly readArray: (
    fiber: Deciding.Fiber,
    requests: ReadonlyArray<unknown>,
    stream: boolean | undefined
  ) => Effect.Effect<ArrayWalk.ReadArray, RouterError>
}

/** What a call would send, without sending it. */
export const make = ({ additions, context, deciding, hooked, normalize, readArray }: Intake) => {
  const decided = <A>(
    fiber: Deciding.Fiber,
    given: Normalized,
    context: CallContext.CallContext,
    query: number,
    use: (draft: Draft) => A
  ): Effect.Effect<A, RouterError> =>
    hooked(fiber, given, context, (normalized) =>
      Settled.map(deciding.decide(fiber, normalized, context, { query, planned: true }), ({ draft }) =>
        use(draft)
      )
    )

  const toPlan = (draft: Draft): Plan => planOf(draft, additions)

  /** What is decided of one request, for whoever sends something of it after all. */
  const drafted = <A>(
    request: ChatRequest,
    given: Given,
    source: Source | undefined,
    use: (draft: Draft) => A
  ): Effect.Effect<A, RouterError> =>
    Effect.withFiber((fiber) => {
      const normalized = sourced(normalize(request, undefined), source)
      if (Result.isFailure(normalized)) return Effect.fail(normalized.failure)
      const clock = fiber.getRef(Clock.Clock)
      return Effect.flatMap(context.ofOne(clock, normalized.success, request, given), (context) =>
        decided(fiber, normalized.success, context, 0, use)
      )
    })

  const plan = (request: ChatRequest, given: Given, source?: Source): Effect.Effect<Plan, RouterError> =>
    drafted(request, given, source, toPlan)

  const plans = (
    requests: ReadonlyArray<ChatRequest>,
    given: Given
  ): Effect.Effect<ReadonlyArray<Plan>, RouterError> =>
    Effect.withFiber((fiber) =>
      Effect.flatMap(readArray(fiber, requests, undefined), ({ items }) =>
        Effect.flatMap(context.of(fiber.getRef(Clock.Clock), requests, given), (context) =>
          ArrayWalk.plans(items, (normalized, query) => decided(fiber, normalized, context, query, toPlan))
        )
      )
    )

  return { drafted, plan, plans }
}
