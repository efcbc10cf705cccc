import type { Routing } from "@turnout/core/Gateway"
import type { Normalized } from "@turnout/core/Normalize"
import type { Request } from "@turnout/core/Request"
import type { RouterError } from "@turnout/core/RouterError"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Observer } from "../answer/Observer.ts"
import type { Shared } from "../attempt/Call.ts"
import * as HostWait from "../attempt/HostWait.ts"
import * as Credentials from "../Credentials.ts"
import type { Asking } from "../Health.ts"
import * as Kinds from "../memory/health/kinds.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"
import * as Principal from "../Principal.ts"
import type { RequestOrArray } from "../RequestArray.ts"

/** What comes with a request, and not from its caller. */
export interface CallContext {
  readonly principal: Principal.Principal
  readonly own: Credentials.Own
  /** Clock reading of the door. */
  readonly started: number
  readonly routing_events: boolean
  /** How long the caller waits, milliseconds, where its door knows. */
  readonly limit_ms?: number | undefined
  /** Absent without an observer. */
  readonly observer?: Observer | undefined
}

/** What a request asks for that an endpoint may refuse, and on whose behalf: read once, where it is needed at all. */
export const asking = (request: Request, principal: Principal.Principal): (() => Asking) => {
  let read: Asking | undefined
  return () => (read ??= { kinds: Kinds.asked(request), tenant: Principal.subject(principal) })
}

type Given = Principal.CallOptions | undefined
type Times = Partial<Pick<Shared, "started" | "deadline">>

/** Asks the host what comes beside a request. The clock of a call runs from here. */
export const make = (
  hook: Credentials.Hook | undefined,
  deadlineOf: (routing: Routing, started: number) => number
) => {
  const of = (
    clock: Clock.Clock,
    requests: RequestOrArray,
    given: Given,
    times: Times = {},
    observer?: Observer
  ): Effect.Effect<CallContext, RouterError> => {
    const started = times.started ?? SteadyClock.now(clock)
    const contextWith = (own: Credentials.Own): CallContext => ({
      own,
      started,
      principal,
      routing_events: given?.routing_events !== false,
      limit_ms: given?.limit_ms,
      observer
    })
    const principal = Principal.of(given)
    if (hook === undefined && !given?.keys) return Effect.succeed(contextWith(Credentials.none))
    const asked = Credentials.ask(hook, requests, principal, given?.keys)
    const deadline = times.deadline ?? deadlineOf({}, started)
    return Effect.map(HostWait.answer("credentials hook", clock, deadline, asked), contextWith)
  }

  /** Of one request, which states its deadline. */
  const ofOne = (
    clock: Clock.Clock,
    { routing }: Normalized,
    request: RequestOrArray,
    given: Given,
    observer?: Observer
  ): Effect.Effect<CallContext, RouterError> => {
    const started = SteadyClock.now(clock)
    return of(clock, request, given, { started, deadline: deadlineOf(routing, started) }, observer)
  }

  return { of, ofOne }
}
