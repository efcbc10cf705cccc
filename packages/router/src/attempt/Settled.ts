import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

/*
 * An `Exit` is an effect that waits for nothing. What follows one runs here at once, as the plain function that it is, and
 * the run loop has a step only where something waits. It therefore runs where it is written: inside an effect.
 */

/** What the effect ended with, where it waits for nothing. */
export const exitOf = <A, E>(effect: Effect.Effect<A, E>): Exit.Exit<A, E> | undefined =>
  Exit.isExit(effect) ? (effect as Exit.Exit<A, E>) : undefined

export const flatMap = <A, E, B, F>(
  effect: Effect.Effect<A, E>,
  next: (value: A) => Effect.Effect<B, F>
): Effect.Effect<B, E | F> => {
  const exit = exitOf(effect)
  if (exit === undefined) return Effect.flatMap(effect, next)
  return exit._tag === "Success" ? next(exit.value) : Exit.failCause(exit.cause)
}

export const map = <A, E, B>(effect: Effect.Effect<A, E>, f: (value: A) => B): Effect.Effect<B, E> =>
  flatMap(effect, (value) => Effect.succeed(f(value)))
