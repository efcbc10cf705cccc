import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import * as Read from "@turnout/core/Read"
import type { RouterError } from "@turnout/core/RouterError"
import type { Answering } from "@turnout/router/Router"
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as CallError from "./CallError.ts"

/** A streamed answer that has begun: `Answering` of the router, whatever it is written in. */
export interface Source<Item> {
  readonly provider: string
  readonly model: string
  readonly cache?: Answering["cache"]
  readonly read: Read.Read<ReadonlyArray<Item>, RouterError>
  readonly whenEnded: Answering["whenEnded"]
}

/** Told of one read. */
export interface Told<Item = ChatCompletionChunk> {
  readonly given: (items: ReadonlyArray<Item> | undefined) => void
  readonly failed: (error: unknown) => void
}

/** A started stream, read by promises. It holds the upstream request until it ends or is closed. */
export interface Reading<Item = ChatCompletionChunk> {
  /** Id of the registered provider that answers. */
  readonly provider: string
  /**
   * What one network read brought, never an empty list; `undefined` after the last. Rejects with the
   * `RouterError` of a broken answer, or with the reason it was closed with. One read at a time.
   */
  readonly read: () => Promise<ReadonlyArray<Item> | undefined>
  /** The same without a promise, told from within the call where it is at hand. */
  readonly pull: (told: Told<Item>) => void
  /** Ends the upstream request; resolves when its socket is released. Without a reason, reads just end. */
  readonly close: (reason?: { readonly error: unknown }) => Promise<void>
  /** Resolves when it holds nothing any more, however it ended. */
  readonly released: Promise<void>
  /** Closed before its end: what a reader still holds is stale. */
  readonly closed: () => boolean
}

export interface Owner {
  /** Its closing closes the reading. */
  readonly scope: Scope.Scope
  /** Told when the answer is asked for. */
  readonly entered?: () => void
  /** Told once, when the answer failed to begin, or the reading holds nothing any more. */
  readonly left?: () => void
  readonly signal?: AbortSignal | null | undefined
}

/** Resolves at commit. What follows ends with its last read, with `close`, with the signal or with the owner's scope. */
export const start = <Item>(
  answer: Effect.Effect<Source<Item>, RouterError, Scope.Scope>,
  owner: Owner
): Effect.Effect<Reading<Item>, RouterError> =>
  Effect.uninterruptibleMask(
    Effect.fnUntraced(function* (restore) {
      const scope = yield* Scope.fork(owner.scope)
      owner.entered?.()
      const answering = yield* restore(Scope.provide(answer, scope)).pipe(
        Effect.onExit((exit) =>
          Exit.isSuccess(exit)
            ? Effect.void
            : Effect.ensuring(
                Scope.close(scope, exit),
                Effect.sync(() => owner.left?.())
              )
        )
      )
      const context = yield* Effect.context<never>()
      const reading = new Open(answering, scope, context, owner)
      // Behind its end nothing of a call is held here, whether or not its reader comes back.
      answering.whenEnded(() => {
        reading.detach()
        Read.run(context, Scope.close(scope, Exit.void), () => reading.over())
      })
      // Added last, so run first: a read that waits is told why before its socket goes.
      yield* Scope.addFinalizer(
        scope,
        Effect.sync(() => reading.orphan())
      )
      return reading
    })
  )

type Ended = { readonly early: boolean; readonly error?: unknown }

/** A read that was asked for, until it is told. */
class Open<Item> implements Reading<Item>, Read.Reader<ReadonlyArray<Item>, RouterError> {
  readonly provider: string
  private readonly scope: Scope.Closeable
  private readonly context: Context.Context<never>
  private readonly signal: AbortSignal | null | undefined
  private readonly source: Read.Pull<ReadonlyArray<Item>, RouterError>
  private readonly release = Promise.withResolvers<void>()
  private left: (() => void) | undefined
  private told: Told<Item> | undefined = undefined
  private endedBy: Ended | undefined = undefined
  private isDetached = false
  /** Asks the source: at most one asking runs, however many reads are at hand. */
  private isAsking = false
  private isAsked = false

  constructor(
    { provider, read }: Source<Item>,
    scope: Scope.Closeable,
    context: Context.Context<never>,
    { left, signal }: Owner
  ) {
    this.provider = provider
    this.scope = scope
    this.context = context
    this.signal = signal
    this.left = left
    this.source = Read.pullOf(read, Context.add(context, Scope.Scope, scope))
    if (signal?.aborted === true) this.abort()
    else signal?.addEventListener("abort", this.abort, { once: true })
  }

  get released(): Promise<void> {
    return this.release.promise
  }

  pull(told: Told<Item>): void {
    if (this.endedBy !== undefined) return this.settle(told)
    this.told = told
    this.ask()
  }

  read(): Promise<ReadonlyArray<Item> | undefined> {
    return new Promise((given, failed) => this.pull({ given, failed }))
  }

  close(reason?: { readonly error: unknown }): Promise<void> {
    return this.end({ early: true, ...reason }, Exit.interrupt())
  }

  closed(): boolean {
    return this.endedBy?.early === true
  }

  given(items: ReadonlyArray<Item> | undefined): void {
    if (this.endedBy !== undefined) return
    if (items === undefined) return void this.end({ early: false }, Exit.void)
    if (items.length === 0) return this.ask()
    const told = this.told!
    this.told = undefined
    told.given(items)
  }

  failed(cause: Cause.Cause<RouterError>): void {
    void this.end({ early: false, error: CallError.fromCause(cause) }, Exit.failCause(cause))
  }

  /** The call has ended by itself; its last result can still be read. */
  detach(): void {
    this.isDetached = true
  }

  /** The owner ends. */
  orphan(): void {
    if (this.endedBy !== undefined || this.isDetached) return
    this.endedBy = { early: true, error: CallError.closed() }
    this.signal?.removeEventListener("abort", this.abort)
    this.over()
    this.leave()
  }

  private ask(): void {
    this.isAsked = true
    if (this.isAsking) return
    this.isAsking = true
    while (this.isAsked) {
      this.isAsked = false
      this.source(this)
    }
    this.isAsking = false
  }

  private readonly abort = (): void => void this.close({ error: this.signal?.reason })

  private end(how: Ended, exit: Exit.Exit<unknown, unknown>): Promise<void> {
    if (this.endedBy !== undefined) return this.released
    this.endedBy = how
    this.signal?.removeEventListener("abort", this.abort)
    this.leave()
    Read.run(this.context, Scope.close(this.scope, exit), () => this.over())
    return this.released
  }

  /** Nothing is held. */
  over(): void {
    const { left } = this
    this.left = undefined
    this.release.resolve()
    left?.()
  }

  /** Nobody waits any more. */
  private leave(): void {
    const { told } = this
    this.told = undefined
    if (told !== undefined) this.settle(told)
  }

  /** Tells how it ended, once everything is released. */
  private settle(told: Told<Item>): void {
    void this.released.then(() => {
      const ended = this.endedBy!
      if ("error" in ended) told.failed(ended.error)
      else told.given(undefined)
    })
  }
}
