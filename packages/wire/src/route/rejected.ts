import type { Failure } from "@turnout/core/Failure"
import * as Effect from "effect/Effect"
import { amend, type Changes } from "../internal/amend.ts"
import type { Protocol } from "../Protocol.ts"
import * as RetryAfter from "../RetryAfter.ts"
import * as Status from "../Status.ts"
import type { TransportResponse } from "../Transport.ts"
import * as Inflate from "./inflate.ts"
import { join } from "./json.ts"
import type { Settings } from "./read.ts"

/** What the headers say and the protocol did not. */
const complete = (
  failure: Failure,
  { status, headers }: TransportResponse,
  body: string,
  now: number
): Failure => {
  const waits = status === 408 || status === 425 || status === 429 || status >= 500
  const wait = failure.retry_after_ms ?? (waits ? RetryAfter.parse(headers, body, now) : undefined)
  const again = failure.should_retry ?? Status.shouldRetry(headers)
  const changes: Changes = {
    ...(failure.status === undefined ? { status } : {}),
    ...(failure.retry_after_ms === wait || wait === undefined ? {} : { retry_after_ms: wait }),
    ...(failure.should_retry === again || again === undefined ? {} : { should_retry: again })
  }
  return amend(failure, changes)
}

/** Milliseconds that the body of a refusal may take: its status has said most already. */
const patience = 5_000

/** A status other than 2xx: its body up to a limit, as far as it comes, and the protocol's word on it. */
export const read = <S, F>(
  protocol: Protocol<S, F>,
  response: TransportResponse,
  settings: Settings,
  limit: number
): Effect.Effect<never, Failure> => {
  const chunks: Array<Uint8Array> = []
  let size = 0

  const end = Effect.suspend(() => {
    const text = size === 0 ? "" : join(chunks, size)
    const { status, headers } = response
    let failure: Failure
    try {
      failure = protocol.failure(status, headers, text, settings.now)
    } catch {
      failure = Status.toFailure({ status, headers, body: text, now: settings.now })
    }
    return Effect.fail(settings.tell(complete(failure, response, text, settings.now)))
  })

  const { read: bytes } = Inflate.plain(response, settings.context)
  const next: Effect.Effect<never, Failure> = Effect.matchEffect(bytes, {
    onSuccess: (bytes) => {
      if (bytes === undefined) return end
      const taken = bytes.subarray(0, limit - size)
      chunks.push(taken)
      size += taken.length
      return size < limit ? next : end
    },
    onFailure: () => end
  })
  return Effect.raceFirst(next, Effect.andThen(Effect.sleep(patience), end))
}
