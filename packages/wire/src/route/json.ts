import type { Event } from "@turnout/core/Event"
import { type Failure, isFailure } from "@turnout/core/Failure"
import { keepAlive } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import * as ErrorBody from "../internal/error-body.ts"
import { isObject } from "../internal/json.ts"
import * as RawJson from "@turnout/core/RawJson"
import type { Protocol } from "../Protocol.ts"
import * as Failures from "./failures.ts"
import { isSpace } from "./kind.ts"
import type { EventRead, Settings, Source } from "./read.ts"

const decoder = new TextDecoder()

const none: ReadonlyArray<Event> = []
const noEvents = Effect.succeed(none)
const alive = Effect.succeed(keepAlive)

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

/** The events of a whole body, or what is wrong with it. */
export const translate = <S, F>(
  protocol: Protocol<S, F>,
  response: Pick<Source, "status" | "headers">,
  text: string,
  now: number
): ReadonlyArray<Event> | Failure => {
  const { status, headers } = response
  if (text.trim() === "") return Failures.malformed(status, "empty", "The answer was empty.")
  try {
    let json: unknown
    try {
      json = RawJson.parse(text)
    } catch {
      return lines(protocol, text) ?? Failures.malformed(status, "json", "The answer was not JSON.")
    }
    if (Array.isArray(json))
      return list(protocol, json) ?? Failures.malformed(status, "list", "The answer was a list that is none.")
    const events = protocol.whole(json, headers)
    // Some vendors answer 200 and say in the body that they did not.
    const isRefused = isFailure(events) && events._tag === "MalformedResponse"
    return isRefused && isObject(json) && ErrorBody.isError(json, false)
      ? protocol.failure(status, headers, text, now)
      : events
  } catch {
    return Failures.malformed(status, "shape", "The answer had an unexpected shape.")
  }
}

/** What was read from a body, behind the body itself. */
export const verbatim = (text: string, events: ReadonlyArray<Event>): ReadonlyArray<Event> => [
  { type: "native", text, whole: true },
  ...events
]

/** The events of frames that came all at once. */
const framed = <S, F>(protocol: Protocol<S, F>, frames: ReadonlyArray<F>): ReadonlyArray<Event> | Failure => {
  let state = protocol.start()
  const events: Array<Event> = []
  for (const frame of frames) {
    const stepped = protocol.step(state, frame)
    if ("_tag" in stepped) return stepped
    state = stepped[0]
    for (const event of stepped[1]) events.push(event)
  }
  const rest = protocol.end(state)
  if (isFailure(rest)) return rest
  for (const event of rest) events.push(event)
  return events
}

/** A stream as a list of its chunks, or a whole answer in brackets. */
const list = <S, F>(
  protocol: Protocol<S, F>,
  entries: ReadonlyArray<unknown>
): ReadonlyArray<Event> | Failure | undefined => {
  const { frame } = protocol.framing
  if (entries.length === 0 || entries.some((entry) => typeof entry !== "object" || entry === null))
    return undefined
  if (entries.length === 1) {
    const events = protocol.whole(entries[0])
    if (!isFailure(events) || events._tag !== "MalformedResponse") return events
  }
  return (
    frame &&
    framed(
      protocol,
      entries.map((entry) => frame(JSON.stringify(entry)))
    )
  )
}

/** Several JSON texts, each on its line, or whatever else the framing finds in a text that is no JSON. */
const lines = <S, F>(protocol: Protocol<S, F>, text: string): ReadonlyArray<Event> | Failure | undefined => {
  if (!text.trim().includes("\n")) return undefined
  const frames: Array<F> = []
  const reader = protocol.framing.reader()
  const failure = reader.push(new TextEncoder().encode(text), frames) ?? reader.finish(frames)
  return failure ?? (frames.length === 0 ? undefined : framed(protocol, frames))
}

/** A body that is one JSON text: a sign of life per network read, and all events with the last. */
export const read = <S, F>(protocol: Protocol<S, F>, response: Source, settings: Settings): EventRead => {
  const chunks: Array<Uint8Array> = []
  let size = 0
  let begun = false
  let finished = false
  const next = Effect.matchEffect(response.read, {
    onSuccess: (bytes) => {
      if (bytes === undefined) {
        finished = true
        const text = join(chunks, size)
        const events = translate(protocol, response, text, settings.now)
        if (isFailure(events)) return Effect.fail(settings.tell(events))
        return Effect.succeed(settings.clean(settings.verbatim ? verbatim(text, events) : events))
      }
      chunks.push(bytes)
      size += bytes.length
      begun ||= !bytes.every(isSpace)
      if (size <= settings.bodyLimit) return begun ? noEvents : alive
      chunks.length = 0
      return Effect.fail(settings.tell(Failures.tooLong(response.status, settings.bodyLimit)))
    },
    onFailure: (error) =>
      Effect.fail(
        settings.tell(
          isFailure(error) ? error : size === 0 ? Failures.unanswered(error) : Failures.brokeOff(error)
        )
      )
  })
  return Effect.suspend((): EventRead => (finished ? Effect.undefined : next))
}
