import type { Normalized } from "@turnout/core/Normalize"
import type { RouterError } from "@turnout/core/RouterError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as ReceiptWriter from "../answer/ReceiptWriter.ts"
import type { Call } from "../attempt/Call.ts"
import * as Settled from "../attempt/Settled.ts"
import { walk } from "../attempt/Walk.ts"
import type * as Budget from "../Budget.ts"
import * as Credentials from "../Credentials.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"
import * as Principal from "../Principal.ts"
import type { Observation } from "../Receipt.ts"
import type { Answered } from "./ArrayWalk.ts"
import { callOf, type RouterState } from "./call-of.ts"
import type { CallContext } from "./CallContext.ts"
import type * as Deciding from "./Deciding.ts"
import { typed } from "./extensions.ts"

/** The copy of a call. */
export interface Copied {
  readonly normalized: Normalized
  /** Id of the copy, and of the call that it copies. */
  readonly id: string
  readonly of: string
  readonly seed: number
  /** Who pays: a budget that no call of a caller's counts against. */
  readonly budget: Budget.State
  readonly principal: Principal.Principal
}

interface Doing {
  readonly state: RouterState
  readonly decide: ReturnType<typeof Deciding.make>["decide"]
  readonly enter: (call: Call, context: CallContext, scope: Scope.Scope) => Effect.Effect<void, RouterError>
  readonly observed: Observation | undefined
}

/** Walks a copy like any other call, but for who pays for it and who hears of it. */
export const make =
  ({ decide, enter, observed, state }: Doing) =>
  (
    { budget, id, normalized, of, principal, seed }: Copied,
    scope: Scope.Scope
  ): Effect.Effect<Answered, RouterError> =>
    Effect.withFiber((fiber) => {
      const clock = fiber.getRef(Clock.Clock)
      const observer =
        observed &&
        ReceiptWriter.open({
          observation: observed,
          stream: normalized.request.stream,
          principal: Principal.anonymous,
          clock,
          shadow_of: of
        })
      observer?.read(normalized)
      const context: CallContext = {
        own: Credentials.none,
        principal,
        started: SteadyClock.now(clock),
        routing_events: false,
        observer
      }
      const place = { ...context, copy: { id, seed } }
      const answered = Settled.flatMap(decide(fiber, normalized, context, place), (decided) => {
        const call = callOf({ ...state, budget }, decided, context, undefined, undefined)
        return Settled.flatMap(enter(call, context, scope), () =>
          Effect.map(walk(call, scope), (answering) => ({ call, answering }))
        )
      })
      return observer === undefined ? typed(answered) : ReceiptWriter.watch(observer, scope, typed(answered))
    })
