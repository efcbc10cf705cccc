import type { Event } from "@turnout/core/Event"
import { type Failure, isFailure } from "@turnout/core/Failure"
import { keepAlive } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import type { Protocol } from "../Protocol.ts"
import type { TransportError } from "../Transport.ts"
import * as Failures from "./failures.ts"
import { sizeOf } from "./held.ts"
import type { Read, Settings, Source } from "./read.ts"

const none: ReadonlyArray<Event> = []
const over: Read = Effect.undefined

/** How long and how much may still come after the terminal before we hang up. */
const lingering = { milliseconds: 100, bytes: 64 * 1024 }

const ends = (events: ReadonlyArray<Event>): boolean =>
  events.length > 0 && events[events.length - 1]!.type === "end"

/**
 * A streamed body: bytes → frames → events, one array per network read. Events that came before a failure are
 * given first, the failure with the next read.
 */
export const read = <S, F>(protocol: Protocol<S, F>, response: Source, settings: Settings): Read => {
  const reader = protocol.framing.reader()
  const frames: Array<F> = []
  let state = protocol.start()
  settings.holding?.(() => (ended ? none : settings.clean(protocol.held?.(state) ?? none)))
  let received = false
  /** Whether a single frame was among what came. */
  let framed = false
  /** UTF-16 units that the fold holds of the answer. */
  let held = 0
  let ended = false
  let finished = false
  let failed: Failure | undefined

  const fail = (failure: Failure): Read => Effect.fail(settings.tell(failure))

  const translate = (): ReadonlyArray<Event> => {
    if (frames.length === 0) return keepAlive
    let events = none
    let grown: Array<Event> | undefined
    framed = true
    try {
      for (let index = 0; index < frames.length; index++) {
        const frame = frames[index]!
        const stepped = protocol.step(state, frame)
        if ("_tag" in stepped) {
          failed = stepped
          break
        }
        state = stepped[0]
        const more = stepped[1]
        held += sizeOf(more, protocol.framing.size(frame))
        if (held > settings.bodyLimit) {
          failed = Failures.tooLong(response.status, settings.bodyLimit)
          break
        }
        if (events.length === 0) events = more
        else {
          // The first array is the protocol's own; it is copied before it grows.
          if (grown === undefined) events = grown = [...events]
          for (const event of more) grown.push(event)
        }
        if (ends(more)) {
          ended = true
          break
        }
      }
    } catch {
      failed = Failures.malformed(response.status, "frame", "A frame of the stream had an unexpected shape.")
    }
    frames.length = 0
    return settings.clean(events)
  }

  /** What the protocol says now that no more bytes come. */
  const close = (events: ReadonlyArray<Event>): Read => {
    const rest = ended ? none : protocol.end(state)
    finished = true
    if (!isFailure(rest)) {
      const all = events.concat(settings.clean(rest))
      return all.length === 0 ? over : Effect.succeed(all)
    }
    if (events.length === 0) return fail(rest)
    failed = rest
    return Effect.succeed(events)
  }

  const onEnd = (): Read => {
    if (!received) return fail(Failures.malformed(response.status, "empty", "The answer was empty."))
    reader.finish(frames)
    const before = failed
    const events = translate()
    if (!framed) {
      return fail(Failures.malformed(response.status, "frames", "The stream held no event at all."))
    }
    // A frame cut in half is no malformed frame: whether the answer was over before it is the protocol's to say.
    if (before === undefined && failed?._tag === "MalformedResponse") {
      failed = undefined
      return close(events)
    }
    if (failed === undefined) return close(events)
    return events.length === 0 ? fail(failed) : Effect.succeed(events)
  }

  const onBytes = (bytes: Uint8Array | undefined): Read => {
    if (bytes === undefined) return onEnd()
    received = true
    const broken = reader.push(bytes, frames)
    const events = translate()
    if (ended) return Effect.succeed(events)
    failed ??= broken
    return failed !== undefined && events.length === 0 ? fail(failed) : Effect.succeed(events)
  }

  const onError = (error: TransportError | Failure): Read =>
    isFailure(error) ? fail(error) : received ? close(none) : fail(Failures.unanswered(error))

  const next = Effect.matchEffect(response.read, { onSuccess: onBytes, onFailure: onError })

  // After the terminal the connection's own end is awaited, briefly: a body read to its end keeps its socket.
  let excess = 0
  const rest: Effect.Effect<undefined> = Effect.matchEffect(response.read, {
    onSuccess: (bytes) => {
      if (bytes === undefined) return Effect.undefined
      excess += bytes.length
      return excess > lingering.bytes ? Effect.undefined : rest
    },
    onFailure: () => Effect.undefined
  })
  const linger = Effect.suspend(() =>
    Effect.raceFirst(rest, Effect.as(Effect.sleep(lingering.milliseconds), undefined))
  )

  return Effect.suspend((): Read => {
    if (failed !== undefined) return fail(failed)
    if (finished) return over
    if (!ended) return next
    finished = true
    return linger
  })
}
