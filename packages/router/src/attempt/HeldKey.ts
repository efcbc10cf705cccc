import { AuthenticationFailed, isFailure } from "@turnout/core/Failure"
import type { Credential } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import type { Call } from "./Call.ts"
import * as AttemptLog from "./AttemptLog.ts"
import * as HostWait from "./HostWait.ts"
import type * as Queue from "./Queue.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

const unavailable = (credential: Credential, provider: string, cause: unknown) => ({
  code: "internal_error" as const,
  message: `The key '${credential.id}' of provider '${provider}' could not be had.`,
  suggestion: "Check the function or effect that the host gave for it.",
  ...(cause === undefined ? {} : { cause })
})

/**
 * The credential of a try with its key, asked for before any clock of the attempt runs. Undefined where the host does
 * not give it in time, or gives the one that was refused just now: then the try is over, and nothing was sent.
 */
export const of = (
  call: Call,
  queue: Queue.Queue,
  tried: Queue.Try,
  hedge: boolean
): Effect.Effect<Credential | undefined> => {
  const { credential, renewed = false, step } = tried
  if (credential.ask === undefined) return Effect.succeed(credential)
  const { endpoint } = step.candidate
  const skip = (message: string): undefined => {
    const now = SteadyClock.now(call.clock)
    AttemptLog.skip(call, { ...tried, hedge }, "key_unavailable", message, now)
    queue.unusable(tried, now)
  }
  const asked = HostWait.until(
    call.clock,
    call.deadline,
    Effect.exit(
      Effect.suspend(() =>
        call.keys.get(credential, SteadyClock.date(call.clock, SteadyClock.now(call.clock)))
      )
    ),
    Effect.undefined
  )
  return Effect.map(asked, (exit) => {
    if (exit?._tag !== "Success") {
      const cause = exit?.cause.reasons.map((reason) => ("error" in reason ? reason.error : reason))[0]
      if (isFailure(cause) && cause._tag === "AuthenticationFailed") {
        const now = SteadyClock.now(call.clock)
        AttemptLog.keyless(call, { ...tried, hedge }, cause, now)
        queue.failed(tried, cause, now)
        return undefined
      }
      const refusal = unavailable(credential, endpoint.provider, cause)
      call.refused.push(refusal)
      return skip(refusal.message)
    }
    const made = { ...credential, key: exit.value }
    if (!renewed || !call.keys.isRefused(credential, exit.value)) return made
    const failure = new AuthenticationFailed({ message: "The key is the one that was refused." })
    const at = SteadyClock.now(call.clock)
    call.health.failed(
      { endpoint, credential: made },
      { failure, at, reached: true, fair: true, siblings: [] }
    )
    return skip(failure.message)
  })
}
