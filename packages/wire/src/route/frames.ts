import type { Event } from "@turnout/core/Event"
import { type Failure, isFailure } from "@turnout/core/Failure"
import { keepAlive } from "@turnout/core/Provider"
import * as Read from "@turnout/core/Read"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type { FrameReader } from "../Framing.ts"
import type { Protocol } from "../Protocol.ts"
import type { TransportError } from "../Transport.ts"
import * as Failures from "./failures.ts"
import { sizeOf } from "./held.ts"
import type { EventRead, Settings, Source } from "./read.ts"

type Events = ReadonlyArray<Event>

const none: Events = []

/** How long and how much may still come after the terminal before we hang up. */
const lingering = { milliseconds: 100, bytes: 64 * 1024 }

const ends = (events: Events): boolean => events.length > 0 && events[events.length - 1]!.type === "end"

/**
 * A streamed body: bytes → frames → events, one array per network read. Events that came before a failure are
 * given first, the failure with the next read.
 */
class Frames<S, F> implements Read.Reader<Uint8Array, TransportError | Failure> {
  private readonly protocol: Protocol<S, F>
  private readonly source: Source
  private readonly settings: Settings
  private readonly pull: Read.Pull<Uint8Array, TransportError | Failure>
  private readonly framing: FrameReader<F>
  private readonly frames: Array<F> = []
  private state: S
  private reader: Read.Reader<Events, Failure> | undefined = undefined
  private received = false
  /** Whether a single frame was among what came. */
  private framed = false
  /** UTF-16 units that the fold holds of the answer. */
  private held = 0
  private ended = false
  private finished = false
  private broken: Failure | undefined = undefined

  constructor(protocol: Protocol<S, F>, source: Source, settings: Settings, framing: FrameReader<F>) {
    this.protocol = protocol
    this.source = source
    this.settings = settings
    this.pull = Read.pullOf(source.read, settings.context)
    this.framing = framing
    this.state = protocol.start()
    const held = () => (this.ended ? none : settings.clean(protocol.held?.(this.state) ?? none))
    settings.holding?.(held)
  }

  ask(reader: Read.Reader<Events, Failure>): void {
    if (this.broken !== undefined) return reader.failed(Cause.fail(this.settings.tell(this.broken)))
    if (this.finished) return reader.given(undefined)
    if (this.ended) {
      this.finished = true
      return Read.pullOf(this.linger(), this.settings.context)(reader)
    }
    this.reader = reader
    this.pull(this)
  }

  given(bytes: Uint8Array | undefined): void {
    let told: Events | Failure | undefined
    try {
      told = bytes === undefined ? this.over() : this.take(bytes)
    } catch (defect) {
      return this.tell(undefined, Cause.die(defect))
    }
    this.tell(told)
  }

  failed(cause: Cause.Cause<TransportError | Failure>): void {
    const found = Cause.findErrorOption(cause)
    if (found._tag === "None") return this.tell(undefined, cause as Cause.Cause<never>)
    const error = found.value
    let told: Events | Failure | undefined
    try {
      told = isFailure(error) ? error : this.received ? this.close(none) : Failures.unanswered(error)
    } catch (defect) {
      return this.tell(undefined, Cause.die(defect))
    }
    this.tell(told)
  }

  private tell(told: Events | Failure | undefined, cause?: Cause.Cause<never>): void {
    const reader = this.reader!
    this.reader = undefined
    if (cause !== undefined) reader.failed(cause)
    else if (isFailure(told)) reader.failed(Cause.fail(this.settings.tell(told)))
    else reader.given(told)
  }

  private take(bytes: Uint8Array): Events | Failure {
    this.received = true
    const broken = this.framing.push(bytes, this.frames)
    const events = this.translate()
    if (this.ended) return events
    this.broken ??= broken
    return this.broken !== undefined && events.length === 0 ? this.broken : events
  }

  private translate(): Events {
    const { frames, protocol, settings } = this
    if (frames.length === 0) return keepAlive
    let events = none
    let grown: Array<Event> | undefined
    const verbatim = settings.verbatim ? protocol.framing.verbatim : undefined
    this.framed = true
    try {
      for (let index = 0; index < frames.length; index++) {
        const frame = frames[index]!
        const stepped = protocol.step(this.state, frame)
        if ("_tag" in stepped) {
          this.broken = stepped
          break
        }
        this.state = stepped[0]
        const more = verbatim === undefined ? stepped[1] : [verbatim(frame), ...stepped[1]]
        this.held += sizeOf(more, protocol.framing.size(frame))
        if (this.held > settings.bodyLimit) {
          this.broken = Failures.tooLong(this.source.status, settings.bodyLimit)
          break
        }
        if (events.length === 0) events = more
        else {
          // The first array is the protocol's own; it is copied before it grows.
          if (grown === undefined) events = grown = [...events]
          for (const event of more) grown.push(event)
        }
        if (ends(more)) {
          this.ended = true
          break
        }
      }
    } catch {
      this.broken = Failures.malformed(
        this.source.status,
        "frame",
        "A frame of the stream had an unexpected shape."
      )
    }
    // One by one, or the array's room would go with its length.
    while (frames.length > 0) frames.pop()
    return settings.clean(events)
  }

  /** What the protocol says now that no more bytes come. */
  private close(events: Events): Events | Failure | undefined {
    const rest = this.ended ? none : this.protocol.end(this.state)
    this.finished = true
    if (!isFailure(rest)) {
      const all = events.concat(this.settings.clean(rest))
      return all.length === 0 ? undefined : all
    }
    if (events.length === 0) return rest
    this.broken = rest
    return events
  }

  private over(): Events | Failure | undefined {
    const { status } = this.source
    if (!this.received) return Failures.malformed(status, "empty", "The answer was empty.")
    this.framing.finish(this.frames)
    const before = this.broken
    const events = this.translate()
    if (!this.framed) return Failures.malformed(status, "frames", "The stream held no event at all.")
    // A frame cut in half is no malformed frame: whether the answer was over before it is the protocol's to say.
    if (before === undefined && this.broken?._tag === "MalformedResponse") {
      this.broken = undefined
      return this.close(events)
    }
    if (this.broken === undefined) return this.close(events)
    return events.length === 0 ? this.broken : events
  }

  /** After the terminal the connection's own end is awaited, briefly: a body read to its end keeps its socket. */
  private linger(): EventRead {
    let excess = 0
    const rest: Effect.Effect<undefined> = Effect.matchEffect(this.source.read, {
      onSuccess: (bytes) => {
        if (bytes === undefined) return Effect.undefined
        excess += bytes.length
        return excess > lingering.bytes ? Effect.undefined : rest
      },
      onFailure: () => Effect.undefined
    })
    return Effect.raceFirst(rest, Effect.as(Effect.sleep(lingering.milliseconds), undefined))
  }
}

export const read = <S, F>(
  protocol: Protocol<S, F>,
  source: Source,
  settings: Settings,
  framing: FrameReader<F>
): EventRead => {
  const frames = new Frames(protocol, source, settings, framing)
  return Read.make((reader) => frames.ask(reader))
}
