import type { Failure } from "@turnout/core/Failure"
import type { Gathering } from "@turnout/core/Provider"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as AttemptLog from "./AttemptLog.ts"
import type { Call } from "./Call.ts"
import * as HostWait from "./HostWait.ts"
import type * as Queue from "./Queue.ts"
import * as Step from "./Step.ts"
import type { Refusal } from "../Refusal.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

const late = ({ hosts }: Gathering): Refusal => ({
  code: "upstream_timeout",
  message: `The deadline of the call passed while what the request refers to was fetched from ${hosts.join(", ")}.`
})

const unavailable = ({ message, param }: Failure): Refusal => ({
  code: "required_params_not_supported",
  message,
  ...(param === undefined ? {} : { param }),
  suggestion: "Send it as a data: URL, or allow an endpoint that takes URLs."
})

/**
 * The request as fitted, with what it needs from others than the vendor, before any clock of the attempt runs.
 * `absent` where that could not be had: nothing was sent, and no vendor has to do with it. Undefined where the attempt
 * needs nothing of this, or will tell itself what is wrong with it.
 */
export const of = (
  call: Call,
  queue: Queue.Queue,
  tried: Queue.Try,
  hedge: boolean
): Effect.Effect<Step.Fitted | "absent" | undefined> =>
  Effect.suspend(() => {
    const { step } = tried
    const { endpoint } = step.candidate
    const fitted = Step.prepare(step, call.request, call.additions.refusedBy(endpoint.id))
    const gathering = step.provider.gather?.(fitted.prepared, endpoint)
    if (gathering === undefined) return Effect.succeed(fitted)
    const skip = (refusal: Refusal, rule?: string): "absent" => {
      call.refused.push(refusal)
      const now = SteadyClock.now(call.clock)
      AttemptLog.skip(call, { ...tried, hedge }, "media", refusal.message, now, rule)
      queue.skipped(tried)
      return "absent"
    }
    const gathered = Effect.match(gathering.prepared, {
      onSuccess: (prepared): Step.Fitted => ({ ...fitted, prepared }),
      onFailure: (failure) => skip(unavailable(failure), failure.rule)
    })
    return HostWait.until(
      call.clock,
      call.deadline,
      gathered,
      Effect.sync(() => skip(late(gathering)))
    )
  }).pipe(
    // What throws here throws in the attempt again, which knows whom to blame.
    Effect.catchCause((cause) =>
      Cause.hasInterrupts(cause) ? Effect.failCause(cause) : Effect.succeed(undefined)
    )
  )
