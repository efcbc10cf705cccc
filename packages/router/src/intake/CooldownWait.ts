import type { RouterError } from "@turnout/core/RouterError"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { CooldownPolicy } from "../memory/Cooldown.ts"
import type { Draft } from "./Draft.ts"
import type { Lenience } from "../Health.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

/** The policy without waiting. */
export const withoutWait = (policy: CooldownPolicy = "least_bad"): CooldownPolicy =>
  typeof policy === "object" ? "least_bad" : policy

/** What is decided for, and how long that may wait. */
export interface Deciding<A> {
  readonly policy: CooldownPolicy | undefined
  readonly clock: Clock.Clock
  readonly started: number
  readonly deadline: number
  /** Decides as of a clock reading. */
  readonly at: (now: number, lenience?: Lenience) => Result.Result<Draft, RouterError>
  /** What a draft is taken as, with the lenience that it needed. */
  readonly decided: (draft: Draft, lenience: Lenience | undefined) => A
}

/**
 * When an endpoint whose cooldown ends at `until` may be tried if nothing better is left; undefined: never. `asked`: its
 * vendor asks to wait.
 */
export const of =
  (policy: CooldownPolicy = "least_bad", started: number) =>
  (until: number, asked: boolean): number | undefined => {
    if (policy === "fail") return undefined
    if (typeof policy === "object" && until <= started + policy.wait_ms) return until
    return asked ? undefined : 0
  }

/** Milliseconds until the first cooldown ends; undefined if cooldowns are not the reason. */
const reopening = ({ code, rate_limit_source, retry_after_ms }: RouterError): number | undefined =>
  code === "model_unavailable" || rate_limit_source === "upstream" ? retry_after_ms : undefined

/**
 * Decides, and waits for a cooldown to end if the policy says so. If no other endpoint is available, those are used
 * whose keys only announced exhausted quota, and then those for whose cooldown no vendor asked: the call is their probe.
 */
export const decide = <A>(deciding: Deciding<A>): Effect.Effect<A, RouterError> => {
  const now = SteadyClock.now(deciding.clock)
  const first = deciding.at(now)
  return Result.isSuccess(first)
    ? Effect.succeed(deciding.decided(first.success, undefined))
    : anyway(deciding, now, first.failure)
}

/** Nobody is left who is not excluded. */
const anyway = <A>(deciding: Deciding<A>, now: number, first: RouterError): Effect.Effect<A, RouterError> => {
  const { deadline, policy = "least_bad", started } = deciding
  const wait = reopening(first)
  if (wait === undefined) return Effect.fail(first)
  const lenient = (lenience: Lenience): Effect.Effect<A, RouterError> =>
    Effect.map(Effect.fromResult(deciding.at(now, lenience)), (draft) => deciding.decided(draft, lenience))
  return Effect.catch(lenient({ announced: false }), (failure) => {
    if (policy === "fail") return Effect.fail(failure)
    const until = now + (reopening(failure) ?? wait)
    const isAwaited = typeof policy === "object" && until <= started + policy.wait_ms && until < deadline
    if (!isAwaited) return lenient({ announced: false, own: false })
    return Effect.andThen(
      Effect.sleep(until - now),
      Effect.suspend(() => decide(deciding))
    )
  })
}
