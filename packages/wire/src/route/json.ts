import type { Event } from "@turnout/core/Event"
import { type Failure, isFailure } from "@turnout/core/Failure"
import * as Effect from "effect/Effect"
import * as RawJson from "../internal/raw-json.ts"
import type { Protocol } from "../Protocol.ts"
import type { TransportResponse } from "../Transport.ts"
import * as Failures from "./failures.ts"
import type { Read, Settings } from "./read.ts"

const decoder = new TextDecoder()

const none: ReadonlyArray<Event> = []
const noEvents = Effect.succeed(none)

export const join = (chunks: ReadonlyArray<Uint8Array>, size: number): string => {
  if (chunks.length === 1) return decoder.decode(chunks[0])
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return decoder.decode(bytes)
}

/** Some vendors answer 200 and say in the body that they did not. */
const holdsError = (json: unknown): boolean =>
  typeof json === "object" &&
  json !== null &&
  Object.hasOwn(json, "error") &&
  (json as { readonly error: unknown }).error !== null

/** The events of a whole body, or what is wrong with it. */
const translate = <S, F>(
  protocol: Protocol<S, F>,
  response: TransportResponse,
  text: string,
  now: number
): ReadonlyArray<Event> | Failure => {
  const { status, headers } = response
  if (text.trim() === "") return Failures.malformed(status, "empty", "The answer was empty.")
  let json: unknown
  try {
    json = RawJson.parse(text)
  } catch {
    return Failures.malformed(status, "json", "The answer was not JSON.")
  }
  try {
    const events = protocol.whole(json)
    return isFailure(events) && events._tag === "MalformedResponse" && holdsError(json)
      ? protocol.failure(status, headers, text, now)
      : events
  } catch {
    return Failures.malformed(status, "shape", "The answer had an unexpected shape.")
  }
}

/** A body that is one JSON text: a sign of life per network read, and all events with the last. */
export const read = <S, F>(
  protocol: Protocol<S, F>,
  response: TransportResponse,
  settings: Settings
): Read => {
  const chunks: Array<Uint8Array> = []
  let size = 0
  let finished = false
  const next = Effect.matchEffect(response.read, {
    onSuccess: (bytes) => {
      if (bytes === undefined) {
        finished = true
        const events = translate(protocol, response, join(chunks, size), settings.now)
        return isFailure(events) ? Effect.fail(settings.tell(events)) : Effect.succeed(events)
      }
      chunks.push(bytes)
      size += bytes.length
      if (size <= settings.bodyLimit) return noEvents
      chunks.length = 0
      return Effect.fail(settings.tell(Failures.tooLong(response.status, settings.bodyLimit)))
    },
    onFailure: (error) =>
      Effect.fail(settings.tell(size === 0 ? Failures.unanswered(error) : Failures.brokeOff(error)))
  })
  return Effect.suspend((): Read => (finished ? Effect.undefined : next))
}
