import * as Effect from "effect/Effect"

/** What is used seldom: its code is loaded with the first use, and what it makes of these arguments is kept. */
export const later = <Given extends ReadonlyArray<unknown>, A>(
  load: () => Promise<{ readonly make: (...given: Given) => A }>,
  ...given: Given
): Effect.Effect<Effect.Effect<A>> =>
  Effect.cached(Effect.map(Effect.promise(load), ({ make }) => make(...given)))

/** What few hosts use: its code is loaded where they do. */
export const loaded = <Given extends ReadonlyArray<unknown>, A>(
  load: () => Promise<{ readonly make: (...given: Given) => A }>,
  ...given: Given
): Effect.Effect<A> => Effect.map(Effect.promise(load), ({ make }) => make(...given))
