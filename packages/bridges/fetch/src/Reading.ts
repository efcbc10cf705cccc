import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import type { RouterError } from "@turnout/core/RouterError"
import type { Answering } from "@turnout/router/Router"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as CallError from "./CallError.ts"

type Chunks = ReadonlyArray<ChatCompletionChunk>

/** A started stream, read by promises. It holds the upstream request until it ends or is closed. */
export interface Reading {
  /** Id of the registered provider that answers. */
  readonly provider: string
  /**
   * The chunks of one network read, never none of them; `undefined` after the last. Rejects with the
   * `RouterError` of a broken answer, or with the reason it was closed with. One read at a time.
   */
  readonly read: () => Promise<Chunks | undefined>
  /** Ends the upstream request; resolves when its socket is released. Without a reason, reads just end. */
  readonly close: (reason?: { readonly error: unknown }) => Promise<void>
  /** Closed before its end: chunks that a reader still holds are stale. */
  readonly closed: () => boolean
}

export interface Owner {
  /** Its closing closes the reading. */
  readonly scope: Scope.Scope
  readonly signal?: AbortSignal | null | undefined
}

/** Resolves at commit. What follows ends with its last read, with `close`, with the signal or with the owner's scope. */
export const start = (
  answer: Effect.Effect<Answering, RouterError, Scope.Scope>,
  owner: Owner
): Effect.Effect<Reading, RouterError> =>
  Effect.uninterruptibleMask(
    Effect.fnUntraced(function* (restore) {
      const scope = yield* Scope.fork(owner.scope)
      const answering = yield* restore(Scope.provide(answer, scope)).pipe(
        Effect.onExit((exit) => (Exit.isFailure(exit) ? Scope.close(scope, exit) : Effect.void))
      )
      const run = Effect.runForkWith(yield* Effect.context<never>())
      const { detach, orphan, reading } = make(answering, scope, run, owner.signal)
      // Behind its end nothing of a call is held here, whether or not its reader comes back.
      answering.whenEnded(() => {
        detach()
        run(Scope.close(scope, Exit.void))
      })
      // Added last, so run first: a read that waits is told why before its socket goes.
      yield* Scope.addFinalizer(scope, orphan)
      return reading
    })
  )

type Run = <A, E>(effect: Effect.Effect<A, E>) => Fiber.Fiber<A, E>
type Ended = { readonly early: boolean; readonly error?: unknown }
type Resolve = (chunks: Chunks | undefined) => void
type Reject = (error: unknown) => void

const make = (
  answering: Answering,
  scope: Scope.Closeable,
  run: Run,
  signal: AbortSignal | null | undefined
): {
  readonly reading: Reading
  /** The call has ended by itself; its last result can still be read. */
  readonly detach: () => void
  readonly orphan: Effect.Effect<unknown>
} => {
  const released = Promise.withResolvers<void>()
  let ended: Ended | undefined
  let isDetached = false
  let pending: Fiber.Fiber<unknown, unknown> | undefined

  const end = (how: Ended, exit: Exit.Exit<unknown, unknown>): Promise<void> => {
    if (ended !== undefined) return released.promise
    ended = how
    signal?.removeEventListener("abort", abort)
    const release = () => run(Scope.close(scope, exit)).addObserver(() => released.resolve())
    if (pending === undefined) {
      release()
    } else {
      pending.addObserver(release)
      pending.interruptUnsafe()
    }
    return released.promise
  }

  const settle = (resolve: Resolve, reject: Reject): void =>
    void released.promise.then(() =>
      ended !== undefined && "error" in ended ? reject(ended.error) : resolve(undefined)
    )

  const pull = (resolve: Resolve, reject: Reject): void => {
    const fiber = run(answering.read)
    pending = fiber
    fiber.addObserver((exit) => {
      pending = undefined
      if (ended !== undefined) return settle(resolve, reject)
      if (Exit.isSuccess(exit) && exit.value !== undefined) {
        return exit.value.length === 0 ? pull(resolve, reject) : resolve(exit.value)
      }
      const broken = Exit.isSuccess(exit) ? {} : { error: CallError.fromCause(exit.cause) }
      void end({ early: false, ...broken }, exit)
      settle(resolve, reject)
    })
  }

  const close: Reading["close"] = (reason) => end({ early: true, ...reason }, Exit.interrupt())
  const abort = () => void close({ error: signal?.reason })
  if (signal?.aborted === true) abort()
  else signal?.addEventListener("abort", abort, { once: true })

  const orphan = Effect.suspend(() => {
    if (ended !== undefined || isDetached) return Effect.void
    ended = { early: true, error: CallError.closed() }
    signal?.removeEventListener("abort", abort)
    released.resolve()
    return pending === undefined ? Effect.void : Fiber.interrupt(pending)
  })

  return {
    orphan,
    detach: () => {
      isDetached = true
    },
    reading: {
      provider: answering.provider,
      read: () =>
        new Promise((resolve, reject) =>
          ended === undefined ? pull(resolve, reject) : settle(resolve, reject)
        ),
      close,
      closed: () => ended?.early === true
    }
  }
}
