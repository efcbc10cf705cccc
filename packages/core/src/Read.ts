import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"

/** Is told once for each read that it asked for, from within the asking where the value is at hand. It must not throw. */
export interface Reader<A, E> {
  /** `undefined` after the last. */
  readonly given: (value: A | undefined) => void
  readonly failed: (cause: Cause.Cause<E>) => void
}

/** Asks for one read. The next may be asked for when this one has been told, also from within the telling. */
export type Pull<A, E> = (reader: Reader<A, E>) => void

/**
 * One read per run of the effect, `undefined` after the last. `pull` is the same told to a reader, without an effect; it
 * is a part of the effect, so that who wraps the one wraps the other.
 */
export interface Read<A, E> extends Effect.Effect<A | undefined, E> {
  readonly pull?: Pull<A, E>
}

export const tell = <A, E>(reader: Reader<A, E>, exit: Exit.Exit<A | undefined, E>): void =>
  Exit.isSuccess(exit) ? reader.given(exit.value) : reader.failed(exit.cause)

/** Stands between a source and readers that may leave: what a read gives whose reader has left is kept for the next one. */
class Detachable<A, E> implements Reader<A, E> {
  private readonly source: Pull<A, E>
  private reader: Reader<A, E> | undefined = undefined
  private isAsked = false
  private kept: Exit.Exit<A | undefined, E> | undefined = undefined

  constructor(source: Pull<A, E>) {
    this.source = source
  }

  ask(reader: Reader<A, E>): void {
    const { kept } = this
    if (kept !== undefined) {
      this.kept = undefined
      return tell(reader, kept)
    }
    this.reader = reader
    if (this.isAsked) return
    this.isAsked = true
    this.source(this)
  }

  leave(reader: Reader<A, E>): void {
    if (this.reader === reader) this.reader = undefined
  }

  given(value: A | undefined): void {
    const { reader } = this
    this.isAsked = false
    this.reader = undefined
    if (reader === undefined) this.kept = Exit.succeed(value)
    else reader.given(value)
  }

  failed(cause: Cause.Cause<E>): void {
    const { reader } = this
    this.isAsked = false
    this.reader = undefined
    if (reader === undefined) this.kept = Exit.failCause(cause)
    else reader.failed(cause)
  }
}

/** Both forms of a read. An interrupted run of the effect loses nothing: the next one gets what it waited for. */
export const make = <A, E>(source: Pull<A, E>): Read<A, E> => {
  const detachable = new Detachable(source)
  const read = Effect.callback<A | undefined, E>((resume) => {
    const reader: Reader<A, E> = {
      given: (value) => resume(Effect.succeed(value)),
      failed: (cause) => resume(Effect.failCause(cause))
    }
    detachable.ask(reader)
    return Effect.sync(() => detachable.leave(reader))
  })
  return Object.assign(read, { pull: (reader: Reader<A, E>) => detachable.ask(reader) })
}

/** Runs an effect, and tells how it ended: at once where it waits for nothing. */
export const run = <A, E>(
  context: Context.Context<never>,
  effect: Effect.Effect<A, E>,
  ended: (exit: Exit.Exit<A, E>) => void
): Fiber.Fiber<A, E> => {
  const fiber = Effect.runForkWith(context)(effect)
  fiber.addObserver(ended)
  return fiber
}

/**
 * The read as it is pulled. One that has only its effect runs in a fiber for each read, in the context in which it would
 * have run; closing the scope of that context interrupts it.
 */
export const pullOf = <A, E>(read: Read<A, E>, context: Context.Context<Scope.Scope>): Pull<A, E> => {
  if (read.pull !== undefined) return read.pull
  let pending: Fiber.Fiber<unknown, unknown> | undefined
  const interrupt = Effect.suspend(() => (pending === undefined ? Effect.void : Fiber.interrupt(pending)))
  Effect.runSync(Scope.addFinalizer(Context.get(context, Scope.Scope), interrupt))
  return (reader) => {
    const fiber = run(context, read, (exit) => {
      pending = undefined
      tell(reader, exit)
    })
    // It may have told already, and been asked again from within.
    if (fiber.pollUnsafe() === undefined) pending = fiber
  }
}
