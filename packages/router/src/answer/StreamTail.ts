import type { Event } from "@turnout/core/Event"
import { type Failure, StreamTruncated, type Timer } from "@turnout/core/Failure"
import * as Read from "@turnout/core/Read"
import * as Cause from "effect/Cause"
import type * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { Committed } from "../attempt/Attempt.ts"
import { failureOf } from "../attempt/Defect.ts"
import * as SharedTimer from "../attempt/SharedTimer.ts"
import * as AttemptTimers from "../attempt/AttemptTimers.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

type Events = ReadonlyArray<Event>

const broken = new StreamTruncated({ message: "The stream broke after the answer had begun." })

const endsWithin = (events: Events): boolean => {
  for (let index = events.length - 1; index >= 0; index--) if (events[index]!.type === "end") return true
  return false
}

const nothing = (): void => {}

/**
 * Pulls what follows the commit of a streamed answer, one network read at a time. When a timer expires, the attempt
 * is closed under the pending read; a read starts no timer of its own. The attempt is closed after the protocol's
 * terminal, without waiting for the socket to end.
 */
export class StreamTail implements Read.Reader<Events, Failure> {
  private readonly scope: Scope.Closeable
  private readonly timers: AttemptTimers.AttemptTimers
  private readonly clock: Clock.Clock
  private readonly context: Context.Context<never>
  private readonly source: Read.Pull<Events, Failure>
  private reader: Read.Reader<Events, Failure> | undefined = undefined
  private expired: Timer | undefined = undefined
  private ended: boolean

  constructor(
    { done, reply, scope, timers }: Committed,
    clock: Clock.Clock,
    context: Context.Context<never>
  ) {
    this.scope = scope
    this.timers = timers
    this.clock = clock
    this.context = context
    this.ended = done
    this.source = Read.pullOf(reply.read, Context.add(context, Scope.Scope, scope))
    timers.waiting = false
    if (done) {
      this.close(nothing)
      return
    }
    timers.arm(
      clock,
      (timer) => {
        this.expired = timer
        Effect.runFork(Scope.close(scope, Exit.void))
      },
      SharedTimer.unref(clock)
    )
  }

  ask(reader: Read.Reader<Events, Failure>): void {
    if (this.ended) return this.close(() => reader.given(undefined))
    this.reader = reader
    if (this.expired !== undefined) return this.fail(broken)
    const { timers } = this
    timers.waiting = true
    timers.heard = SteadyClock.now(this.clock)
    this.source(this)
  }

  given(events: Events | undefined): void {
    const { reader, timers } = this
    timers.waiting = false
    this.reader = undefined
    if (events === undefined) return this.close(() => reader?.given(undefined))
    this.ended = endsWithin(events)
    reader?.given(events)
  }

  failed(cause: Cause.Cause<Failure>): void {
    const failure = this.expired === undefined ? failureOf(cause) : broken
    if (failure !== undefined) return this.fail(failure)
    const { reader } = this
    this.reader = undefined
    this.timers.waiting = false
    reader?.failed(cause)
  }

  private fail(failure: Failure): void {
    const { expired, reader } = this
    this.reader = undefined
    this.close(() =>
      reader?.failed(Cause.fail(expired === undefined ? failure : AttemptTimers.timedOut(expired)))
    )
  }

  /** Ends the attempt's timers. */
  disarm(): void {
    this.timers.disarm()
  }

  private close(closed: () => void): void {
    this.disarm()
    Read.run(this.context, Scope.close(this.scope, Exit.void), closed)
  }
}
