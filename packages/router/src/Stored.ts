import * as Effect from "effect/Effect"

/**
 * What something that remembers answers: the value itself where it is at hand, as in memory, and an effect where a store
 * has to be asked. What follows runs at once on a value, so that memory costs neither a promise nor a step of a run loop.
 * An answer is never itself an effect.
 */
export type Stored<A> = A | Effect.Effect<A>

/** Whether a store has to be asked. */
export const isAsked = <A>(stored: Stored<A>): stored is Effect.Effect<A> => Effect.isEffect(stored)

export const flatMap = <A, B>(stored: Stored<A>, next: (value: A) => Stored<B>): Stored<B> =>
  isAsked(stored) ? Effect.flatMap(stored, (value) => effect(next(value))) : next(stored)

export const map: <A, B>(stored: Stored<A>, f: (value: A) => B) => Stored<B> = flatMap

/** Both: what two stores are asked, or one twice, goes out together. */
export const both = <A, B>(first: Stored<A>, second: Stored<B>): Stored<readonly [A, B]> => {
  if (!isAsked(first)) return map(second, (value) => [first, value])
  if (!isAsked(second)) return map(first, (value) => [value, second])
  return Effect.all([first, second], { concurrency: 2 })
}

/** The same as an effect: an `Exit` where nothing has to be asked. */
export const effect = <A>(stored: Stored<A>): Effect.Effect<A> =>
  isAsked(stored) ? stored : Effect.succeed(stored)
