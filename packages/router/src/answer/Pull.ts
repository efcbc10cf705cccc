import type { Event } from "@turnout/core/Event"
import type { Failure } from "@turnout/core/Failure"
import * as Read from "@turnout/core/Read"
import * as RouterError from "@turnout/core/RouterError"
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as AttemptLog from "../attempt/AttemptLog.ts"
import * as AttemptTimers from "../attempt/AttemptTimers.ts"
import type { Call } from "../attempt/Call.ts"
import { withoutWords } from "../attempt/QuietFailure.ts"
import * as Walk from "../attempt/Walk.ts"
import { AnswerPart, type Kind, type Whole } from "./AnswerPart.ts"
import * as Lifetime from "./Lifetime.ts"

export type { Kind } from "./AnswerPart.ts"

type Items<A> = ReadonlyArray<A>

/** A committed answer, pulled by one reader. */
export interface Pulled<A> {
  /** `undefined` after the last. Closing the scope ends the upstream request. */
  readonly read: Read.Read<Items<A>, RouterError.RouterError>
  /**
   * Calls `ended` once when the call has ended: with its last read, at its deadline, or unread. Afterwards nothing
   * of the call is held except what a later read returns.
   */
  readonly whenEnded: (ended: () => void) => void
}

/**
 * Pulls what follows the commit, and keeps the call's account. A finished answer stays valid whatever the socket
 * does afterwards; an interrupted one is resumed at another endpoint if the caller allows it and an endpoint can.
 */
class Pulling<A> implements Read.Reader<ReadonlyArray<Event>, Failure> {
  private readonly whole: Whole<A>
  /** The call's own scope, closed when the call ends. */
  private readonly scope: Scope.Closeable
  private readonly lifetime: Lifetime.Lifetime
  private reader: Read.Reader<Items<A>, RouterError.RouterError> | undefined = undefined
  private first: ReadonlyArray<Event> | undefined
  private over = false
  private left = false
  /** The error of a read after the call ended between reads. */
  private gone: RouterError.RouterError | undefined = undefined
  /** Undefined while no attempt answers. */
  private current: AnswerPart<A> | undefined
  /** Looks for another endpoint. */
  private resuming: Fiber.Fiber<unknown, unknown> | undefined = undefined
  listener: (() => void) | undefined = undefined

  constructor(whole: Whole<A>, answering: Walk.Answering, scope: Scope.Closeable) {
    this.whole = whole
    this.scope = scope
    this.first = answering.committed.events
    this.current = new AnswerPart(whole, answering)
    this.lifetime = Lifetime.make(whole.call, (why) => Effect.suspend(() => this.expire(why)))
  }

  ask(reader: Read.Reader<Items<A>, RouterError.RouterError>): void {
    this.lifetime.begin()
    this.reader = reader
    const { current, first, gone } = this
    if (gone !== undefined) return this.tell(Exit.fail(gone))
    // An answer that was abandoned early is not reported as complete.
    if (this.left) return this.tell(Exit.interrupt())
    if (current === undefined) return this.tell(Exit.succeed(undefined))
    if (first === undefined) return current.tail.ask(this)
    this.first = undefined
    this.given(first)
  }

  given(events: ReadonlyArray<Event> | undefined): void {
    const { current } = this
    // The call has ended under the read.
    if (this.over || current === undefined) return
    if (events === undefined) return this.ended(current, undefined)
    let items: Items<A>
    try {
      items = current.told(events)
    } catch (defect) {
      return this.tell(Exit.die(defect))
    }
    const { reader } = this
    this.reader = undefined
    this.lifetime.done()
    reader?.given(items)
  }

  failed(cause: Cause.Cause<Failure>): void {
    const { current } = this
    if (this.over || current === undefined) return
    const found = Cause.findErrorOption(cause)
    if (found._tag === "Some") this.ended(current, found.value)
    else this.tell(Exit.failCause(cause as Cause.Cause<never>))
  }

  private tell(exit: Exit.Exit<Items<A> | undefined, RouterError.RouterError>): void {
    const { reader } = this
    this.reader = undefined
    this.lifetime.done()
    if (reader !== undefined) Read.tell(reader, exit)
  }

  /** No more comes of this attempt. */
  private ended(part: AnswerPart<A>, failure: Failure | undefined): void {
    const end = Effect.suspend(() => this.end(part, failure))
    Read.run(this.whole.context, end, (exit) => this.tell(exit))
  }

  private end(
    part: AnswerPart<A>,
    failure: Failure | undefined
  ): Effect.Effect<Items<A>, RouterError.RouterError> {
    const wrong = part.wrong(failure)
    if (wrong !== undefined) return this.broke(part, wrong)
    this.over = true
    const last = part.last()
    return Effect.as(this.finish, last)
  }

  private broke(broken: AnswerPart<A>, why: Failure): Effect.Effect<Items<A>, RouterError.RouterError> {
    const { call } = this.whole
    const failure = call.quiet ? withoutWords(why, call.request) : why
    const resumption = broken.resumption()
    broken.breakOff(failure)
    const fail = Effect.suspend(() => {
      this.over = true
      const error = broken.error(failure)
      return Effect.andThen(this.finish, Effect.fail(error))
    })
    if (resumption === undefined) return fail
    this.current = undefined
    const { queue } = broken.answering
    queue.restrict(resumption.admits)
    return Effect.matchEffect(this.resume(call.over(resumption.request), queue), {
      onFailure: () => fail,
      onSuccess: (next) => {
        const part = broken.resumed(resumption, next)
        this.current = part
        return Effect.succeed(part.announced(resumption.type, broken.answering))
      }
    })
  }

  /** Tries what is left of the plan, in a fiber that ends with the call. */
  private resume(
    call: Call,
    queue: Walk.Answering["queue"]
  ): Effect.Effect<Walk.Answering, RouterError.RouterError> {
    // A scope closes first what was added last: leaving comes before the sockets.
    const sockets = Scope.forkUnsafe(this.scope)
    const walk = Effect.callback<Walk.Answering, RouterError.RouterError>((resume) => {
      this.resuming = Read.run(this.whole.context, Walk.walk(call, sockets, queue), (exit) => {
        this.resuming = undefined
        resume(exit)
      })
    })
    return Effect.andThen(this.leaving, walk)
  }

  /** Releases what the call holds, whether or not the reader continues. */
  private readonly finish = Effect.suspend(() => {
    this.lifetime.end()
    this.current?.tail.disarm()
    this.current = this.first = undefined
    return Effect.ensuring(
      Scope.close(this.scope, Exit.void),
      Effect.sync(() => this.listener?.())
    )
  })

  private expire(why: Lifetime.Expired): Effect.Effect<void> {
    const { current } = this
    if (this.over || current === undefined) return Effect.void
    const { call } = this.whole
    this.over = true
    if (why === "deadline") {
      const failure = AttemptTimers.timedOut("deadline")
      current.breakOff(failure)
      this.gone = current.error(failure)
    } else {
      current.abandon()
      this.gone = unread(call)
      call.ended?.({ outcome: "interrupted" })
    }
    return this.finish
  }

  private leave(): Effect.Effect<void> {
    this.lifetime.end()
    if (this.over) return Effect.void
    this.over = this.left = true
    this.current?.abandon()
    this.tell(Exit.interrupt())
    return this.resuming === undefined ? Effect.void : Effect.asVoid(Fiber.interrupt(this.resuming))
  }

  /** The scope may close before the answer has ended: before its sockets close, nothing of the call goes on. */
  get leaving(): Effect.Effect<void> {
    return Scope.addFinalizer(
      this.scope,
      Effect.suspend(() => this.leave())
    )
  }
}

export const pulled = <A>(
  call: Call,
  answering: Walk.Answering,
  kind: Kind<A>,
  scope: Scope.Closeable
): Effect.Effect<Pulled<A>> =>
  Effect.contextWith((context: Context.Context<never>) => {
    const pulling = new Pulling({ call, kind, context }, answering, scope)
    return Effect.as(pulling.leaving, {
      read: Read.make((reader) => pulling.ask(reader)),
      whenEnded: (ended) => {
        pulling.listener = ended
      }
    })
  })

const unread = (call: Call): RouterError.RouterError =>
  RouterError.make(
    "service_unavailable",
    `The answer was not read within ${call.unread_timeout_ms} ms (unread_timeout_ms), and the call has ended.`,
    AttemptLog.contextOf(call)
  )
