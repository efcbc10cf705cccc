import type { RouterError } from "@turnout/core/RouterError"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { CooldownPolicy } from "../memory/Cooldown.ts"
import type { Draft } from "./Draft.ts"
import type { Lenience } from "../Health.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

/** The policy without waiting. */
export const withoutWait = (policy: CooldownPolicy = "fail"): CooldownPolicy =>
  typeof policy === "object" ? "fail" : policy

/** Decides as of a clock reading. */
export type Decide = (now: number, lenience?: Lenience) => Result.Result<Draft, RouterError>

export interface WaitOptions {
  readonly policy: CooldownPolicy | undefined
  readonly clock: Clock.Clock
  readonly started: number
  readonly deadline: number
}

export interface Decided {
  readonly draft: Draft
  readonly lenience: Lenience | undefined
}

/** When an endpoint whose cooldown ends at `until` may be tried if nothing better is left; undefined: never. */
export const of =
  (policy: CooldownPolicy = "fail", started: number) =>
  (until: number): number | undefined => {
    if (policy === "fail") return undefined
    if (policy === "least_bad") return 0
    return until <= started + policy.wait_ms ? until : undefined
  }

/** Milliseconds until the first cooldown ends; undefined if cooldowns are not the reason. */
const reopening = ({ code, retry_after_ms }: RouterError): number | undefined =>
  code === "model_unavailable" ? retry_after_ms : undefined

/**
 * Decides, and waits for a cooldown to end if the policy says so. Keys that only announced exhausted quota are used
 * if no other endpoint is available.
 */
export const decide = (
  decideAt: Decide,
  { clock, deadline, policy = "fail", started }: WaitOptions
): Effect.Effect<Decided, RouterError> => {
  const now = SteadyClock.now(clock)
  const first = decideAt(now)
  if (Result.isSuccess(first)) return Effect.succeed({ draft: first.success, lenience: undefined })
  const wait = reopening(first.failure)
  if (wait === undefined) return Effect.fail(first.failure)
  const lenient = (lenience: Lenience): Effect.Effect<Decided, RouterError> =>
    Effect.map(Effect.fromResult(decideAt(now, lenience)), (draft) => ({ draft, lenience }))
  return Effect.catch(lenient({ announced: false }), (failure) => {
    const until = now + (reopening(failure) ?? wait)
    if (policy === "fail") return Effect.fail(failure)
    if (policy === "least_bad") return lenient({ announced: false, as_of: until })
    if (until > started + policy.wait_ms || until >= deadline) return Effect.fail(failure)
    return Effect.andThen(
      Effect.sleep(until - now),
      Effect.suspend(() => decide(decideAt, { clock, deadline, policy, started }))
    )
  })
}
