import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import type { Listener, Reply } from "@turnout/core/Provider"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Attempt from "./Attempt.ts"
import * as AttemptTimers from "./AttemptTimers.ts"
import { Preamble } from "./Preamble.ts"
import * as SteadyClock from "../memory/SteadyClock.ts"

type Ended = (exit: Exit.Exit<Attempt.Committed, Failure>) => void
type Continued = (reply: Effect.Effect<Reply, Failure, Scope.Scope>) => void

/** Of an answer that came whole: there is nothing left to close. */
const closed = Scope.makeUnsafe()

const nothing: Omit<Reply, "read"> = {}

/**
 * An attempt whose answer comes whole, from its request to its end without a fiber, a scope or an effect: the exchange
 * tells it, and so do its timers. It tells once how it ended, or with which reply it continues as an effect.
 */
export class Listening implements Listener {
  private readonly attempt: Attempt.Attempt
  private readonly preamble: Preamble
  private readonly end: Ended
  private readonly go: Continued
  private reply = nothing
  private isOver = false
  private abort: (() => void) | undefined = undefined

  constructor(attempt: Attempt.Attempt, end: Ended, go: Continued) {
    this.attempt = attempt
    this.preamble = new Preamble(attempt.timers, attempt.form)
    this.end = end
    this.go = go
  }

  /** Sends the request. False where its provider cannot be listened to: nothing was sent. */
  start(): boolean {
    const { attempt } = this
    const { clock, credential, fitted, step, timers } = attempt
    const { run } = step.provider
    if (run.exchange === undefined) return false
    const { endpoint } = step.candidate
    try {
      this.abort = run.exchange(fitted.prepared, endpoint, credential, Attempt.runOptions(attempt), this)
    } catch (defect) {
      this.over(Exit.die(defect))
    }
    if (this.isOver) return true
    if (this.abort === undefined) return false
    timers.arm(clock, (timer) => this.failed(AttemptTimers.timedOut(timer)))
    return true
  }

  accepted(reply: Omit<Reply, "read">): void {
    const { clock, timers } = this.attempt
    timers.heard = SteadyClock.now(clock)
    this.reply = reply
  }

  events(events: ReadonlyArray<Event>): void {
    if (this.isOver) return
    const { clock, timers } = this.attempt
    const { preamble } = this
    try {
      if (!preamble.push(events, SteadyClock.now(clock))) return
    } catch (defect) {
      return this.over(Exit.die(defect))
    }
    const { rate_limit, request_id } = this.reply
    const reply = Attempt.steady({ request_id, rate_limit, read: Effect.undefined }, clock)
    this.over(Attempt.committed(preamble, reply, timers, closed))
  }

  failed(failure: Failure): void {
    this.over(Exit.fail(failure))
  }

  continued(reply: Effect.Effect<Reply, Failure, Scope.Scope>): void {
    if (this.isOver) return
    this.isOver = true
    this.attempt.timers.disarm()
    this.go(reply)
  }

  interrupt(): void {
    this.over(Exit.interrupt())
  }

  private over(exit: Exit.Exit<Attempt.Committed, Failure>): void {
    if (this.isOver) return
    this.isOver = true
    this.attempt.timers.disarm()
    if (Exit.isFailure(exit)) this.abort?.()
    this.end(exit)
  }
}
