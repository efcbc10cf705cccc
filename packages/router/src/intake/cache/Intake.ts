import type { Routing } from "@turnout/core/Gateway"
import type { Normalized } from "@turnout/core/Normalize"
import type * as RouterError from "@turnout/core/RouterError"
import type { Source } from "@turnout/core/Source"
import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import type { Call } from "../../attempt/Call.ts"
import type { Answered } from "../ArrayWalk.ts"
import type { RouterState } from "../call-of.ts"
import type * as CallContext from "../CallContext.ts"
import type { Fiber } from "../Deciding.ts"
import type * as Hooked from "../hooked.ts"
import type * as Principal from "../../Principal.ts"
import type { Observation } from "../../Receipt.ts"
import type { RequestOrArray } from "../../RequestArray.ts"

type Answer = Effect.Effect<Answered, RouterError.RouterError>

/** What a router takes calls in with. */
export interface Intake {
  readonly state: RouterState
  /** The date of the catalog's facts. */
  readonly catalog: string
  readonly services: Context.Context<never>
  readonly context: ReturnType<typeof CallContext.make>
  readonly hooked: ReturnType<typeof Hooked.through>
  readonly normalize: (
    request: unknown,
    stream: boolean | undefined
  ) => Result.Result<Normalized, RouterError.RouterError>
  /** Decides, of a request as the host's hook left it. */
  readonly called: (
    fiber: Fiber,
    normalized: Normalized,
    context: CallContext.CallContext
  ) => Effect.Effect<Call, RouterError.RouterError>
  /** Arrays of requests come past the cache. */
  readonly uncached: (
    fiber: Fiber,
    requests: RequestOrArray,
    stream: boolean,
    given: Principal.CallOptions | undefined,
    scope: Scope.Scope,
    source: Source | undefined
  ) => Answer
  readonly enter: (
    call: Call,
    context: CallContext.CallContext,
    scope: Scope.Scope
  ) => Effect.Effect<void, RouterError.RouterError>
  readonly observed: Observation | undefined
  readonly deadlineOf: (routing: Routing, started: number) => number
}
