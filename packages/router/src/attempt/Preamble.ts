import { type Event, isContent } from "@turnout/core/Event"
import { ContentFiltered, type Failure, StreamTruncated } from "@turnout/core/Failure"
import { reported } from "@turnout/core/Fold"
import { keepAlive } from "@turnout/core/Provider"
import type { AttemptTimers } from "./AttemptTimers.ts"
import * as StructuredOutput from "./StructuredOutput.ts"

const filtered = (events: ReadonlyArray<Event>): boolean => {
  for (let index = 0; index < events.length; index++) {
    const event = events[index]!
    if (event.type === "finish" && event.reason === "content_filter") return true
  }
  return false
}

/** From the end: that is where they are. */
const finishes = (events: ReadonlyArray<Event>, choice: number): boolean => {
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index]!
    if (event.type === "finish" && event.choice === choice) return true
  }
  return false
}

/** At least one choice has a finish reason, and so has every choice that began. */
const finished = (events: ReadonlyArray<Event>): boolean => {
  let isAny = false
  for (let index = 0; index < events.length; index++) {
    const event = events[index]!
    if (event.type === "finish" || event.type === "embeddings") isAny = true
    const isOpen = "choice" in event && !finishes(events, event.choice)
    if (isOpen && !("text" in event && event.text === "")) return false
  }
  return isAny
}

/**
 * Whether the events up to the terminal form an answer: an empty `stop` or `length` does; a content filter without
 * content is a failure of the endpoint.
 */
const ended = (events: ReadonlyArray<Event>): Failure | undefined => {
  if (filtered(events) && !events.some(isContent)) {
    return new ContentFiltered({ message: "The answer was withheld by the provider's content filter." })
  }
  return finished(events)
    ? undefined
    : new StreamTruncated({ message: "The answer ended without a finish reason." })
}

const truncated = new StreamTruncated({ message: "The answer ended before its terminal." })

const none: ReadonlyArray<Event> = []

/** An empty text says nothing, and a vendor may send any number of them. */
const isEmpty = (event: Event): boolean => event.type === "text" && event.text === ""

const endsWithin = (events: ReadonlyArray<Event>): boolean => {
  for (let index = events.length - 1; index >= 0; index--) if (events[index]!.type === "end") return true
  return false
}

/** What one attempt has received until it commits. Preamble, pings and other non-content are held. */
export class Preamble {
  /** Up to and including the read that committed it. */
  events: ReadonlyArray<Event> = none
  /** Clock reading of the first content; of the first byte for a unary answer. */
  first: number | undefined = undefined
  /** The protocol's terminal was received. */
  done = false
  /** Why it cannot commit. */
  failure: Failure | undefined = undefined
  private readonly timers: AttemptTimers
  private readonly form: StructuredOutput.Form | undefined

  constructor(timers: AttemptTimers, form: StructuredOutput.Form | undefined) {
    this.timers = timers
    this.form = form
  }

  /** Takes what one read gave. True: it has committed, or failed to. */
  push(events: ReadonlyArray<Event> | undefined, now: number): boolean {
    const { timers } = this
    if (events === undefined) {
      this.failure = truncated
      return true
    }
    timers.heard = now
    if (!timers.stream && events !== keepAlive) {
      this.first ??= now
      timers.phase = "begun"
    }
    for (let index = 0; index < events.length; index++) {
      const event = events[index]!
      if (event.type === "usage") timers.usage = reported(timers.usage, event)
    }
    if (events.length === 0) return false
    this.hold(events)
    if (endsWithin(events)) {
      this.done = true
      this.first ??= now
      this.failure = ended(this.events) ?? StructuredOutput.failure(this.form, this.events)
      return true
    }
    if (!timers.stream || !events.some(isContent)) return false
    this.first = now
    return true
  }

  private hold(events: ReadonlyArray<Event>): void {
    const told = events.some(isEmpty) ? events.filter((event) => !isEmpty(event)) : events
    this.events = this.events.length === 0 ? told : [...this.events, ...told]
  }
}
