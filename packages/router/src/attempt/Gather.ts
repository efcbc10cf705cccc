import { type Failure, isFailure } from "@turnout/core/Failure"
import type { Gathering } from "@turnout/core/Provider"
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

const broken = (provider: string, cause: unknown): Refusal => ({
  code: "internal_error",
  message: `'gather' of the host's provider '${provider}' threw an error: see the error's cause.`,
  cause
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
    const fitted = prepared(call, step)
    if (fitted === undefined) return Effect.undefined
    const skip = (refusal: Refusal, rule?: string): "absent" => {
      call.refused.push(refusal)
      const now = SteadyClock.now(call.clock)
      AttemptLog.skip(call, { ...tried, hedge }, "media", refusal.message, now, rule)
      queue.skipped(tried)
      return "absent"
    }
    const gathered = Effect.suspend(() => {
      const gathering = step.provider.gather?.(fitted.prepared, endpoint)
      if (gathering === undefined) return Effect.succeed(fitted)
      const asked = Effect.match(gathering.prepared, {
        onSuccess: (prepared): Step.Fitted => ({ ...fitted, prepared }),
        onFailure: (failure) =>
          isFailure(failure)
            ? skip(unavailable(failure), failure.rule)
            : skip(broken(endpoint.provider, failure))
      })
      return HostWait.until(
        call.clock,
        call.deadline,
        asked,
        Effect.sync(() => skip(late(gathering)))
      )
    })
    return Effect.catchDefect(gathered, (defect) =>
      Effect.sync(() => skip(broken(endpoint.provider, defect)))
    )
  })

/** What throws here throws in the attempt again, which knows whom to blame. */
const prepared = (call: Call, step: Step.Step): Step.Fitted | undefined => {
  try {
    return Step.prepare(step, call.request, call.additions.refusedBy(step.candidate.endpoint.id))
  } catch {
    return undefined
  }
}
