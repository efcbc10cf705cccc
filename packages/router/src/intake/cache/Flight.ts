import type { Event } from "@turnout/core/Event"
import type * as Fold from "@turnout/core/Fold"
import * as Read from "@turnout/core/Read"
import type { RouterError } from "@turnout/core/RouterError"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Answer from "../../answer/Answer.ts"
import type { Kind } from "../../answer/AnswerPart.ts"
import * as Pull from "../../answer/Pull.ts"
import * as Account from "../../attempt/Account.ts"
import type { Answered } from "../ArrayWalk.ts"
import { typed } from "../extensions.ts"
import type { Entry } from "./entry.ts"

type Events = ReadonlyArray<Event>

/** How it ended. */
export interface Done {
  readonly metadata: RoutingMetadata
  readonly fold: Fold.Fold
}

/** The reads of an answer: those that came, and how it ended, if it has. */
export interface Reads {
  readonly reads: ReadonlyArray<Events>
  /** They have several readers. */
  readonly isShared: boolean
  /** A value: it is whole. Absent: more may come. */
  readonly over: () => Exit.Exit<void, RouterError> | undefined
  /** Told when there is more, or it is over. */
  readonly wait: (told: () => void) => void
}

/**
 * One call to a vendor that lives in no caller's fiber: who wants its answer joins and leaves, and the last one to leave
 * ends it. It reads on when somebody has read all that came.
 */
export class Flight implements Reads {
  readonly reads: Array<Events> = []
  readonly isShared = true
  readonly scope = Scope.makeUnsafe()
  /** Of an idempotency key: the request that it stands for. */
  readonly print: string | undefined
  answered: Answered | undefined = undefined
  done: Done | undefined = undefined
  private fold: Fold.Fold | undefined = undefined
  private readonly context: Context.Context<never>
  private readonly landed: (flight: Flight) => void
  private opened: Exit.Exit<Answered, RouterError> | undefined = undefined
  private ended: Exit.Exit<void, RouterError> | undefined = undefined
  private openers: Array<(exit: Exit.Exit<Answered, RouterError>) => void> = []
  private waiting: Array<() => void> = []
  private pull: Read.Pull<ReadonlyArray<Events>, RouterError> | undefined = undefined
  private isPulling = false
  private users = 0
  private fiber: Fiber.Fiber<unknown, unknown> | undefined = undefined

  constructor(context: Context.Context<never>, print: string | undefined, landed: (flight: Flight) => void) {
    this.context = context
    this.print = print
    this.landed = landed
  }

  start(call: Effect.Effect<Answered, RouterError>, stream: boolean): void {
    const opened = Effect.flatMap(call, (answered) => {
      this.answered = answered
      if (stream) return Effect.as(this.streamed(answered), answered)
      Answer.told(answered.call, answered.answering, ({ events, fold, metadata }) => {
        this.reads.push(events)
        this.fold = fold
        this.done = { fold, metadata }
      })
      return Effect.succeed(answered)
    })
    this.fiber = Read.run(this.context, typed(opened), (exit) => {
      this.opened = exit
      if (this.ended === undefined && (Exit.isFailure(exit) || !stream)) {
        this.end(Exit.asVoid(exit))
        Read.run(this.context, Scope.close(this.scope, Exit.void), () => {})
      }
      const { openers } = this
      this.openers = []
      for (const told of openers) told(exit)
    })
  }

  private streamed({ answering, call }: Answered): Effect.Effect<void> {
    const kind: Kind<Events> = {
      each: (fold, events) => {
        fold.push(events)
        this.fold = fold
        this.reads.push(events)
        return [events]
      },
      last: (call, answering, fold) => {
        this.done = { fold, metadata: Answer.settled(call, answering, fold) }
        return []
      }
    }
    return Effect.map(Pull.pulled(call, answering, kind, this.scope), ({ read }) => {
      this.pull = read.pull
    })
  }

  /** The scope is a caller's: it leaves when that closes. */
  board(scope: Scope.Scope): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.users += 1
      return Scope.addFinalizer(
        scope,
        Effect.suspend(() => this.leave())
      )
    })
  }

  /** The call once it has committed. */
  readonly open = Effect.callback<Answered, RouterError>((resume) => {
    if (this.opened !== undefined) return resume(this.opened)
    const told = (exit: Exit.Exit<Answered, RouterError>) => resume(exit)
    this.openers.push(told)
    return Effect.sync(() => {
      this.openers = this.openers.filter((each) => each !== told)
    })
  })

  private leave(): Effect.Effect<void> {
    this.users -= 1
    if (this.users > 0 || this.ended !== undefined) return Effect.void
    this.end(Exit.interrupt())
    const { fiber, scope } = this
    const closed = Scope.close(scope, Exit.void)
    return fiber === undefined ? closed : Effect.andThen(Fiber.interrupt(fiber), closed)
  }

  /** What others fold it from; asked once something was read. */
  envelope(): Entry["envelope"] {
    const { answering, call } = this.answered!
    const { endpoint } = answering.step.candidate
    const fold = this.fold!
    return {
      head: fold.head(),
      model: endpoint.provider_model_id,
      origin: fold.origin(),
      sent: Account.sent(endpoint, call.facts)
    }
  }

  over(): Exit.Exit<void, RouterError> | undefined {
    return this.ended
  }

  wait(told: () => void): void {
    this.waiting.push(told)
    if (this.isPulling || this.pull === undefined) return
    this.isPulling = true
    this.pull({
      given: (reads) => {
        this.isPulling = false
        if (reads === undefined || this.done !== undefined) this.end(Exit.void)
        this.tell()
      },
      failed: (cause: Cause.Cause<RouterError>) => {
        this.isPulling = false
        this.end(Exit.failCause(cause))
        this.tell()
      }
    })
  }

  private tell(): void {
    const { waiting } = this
    this.waiting = []
    for (const told of waiting) told()
  }

  private end(exit: Exit.Exit<void, RouterError>): void {
    if (this.ended !== undefined) return
    this.ended = exit
    this.landed(this)
  }
}
