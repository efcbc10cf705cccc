import * as Effect from "effect/Effect"
import type * as Stored from "../../Stored.ts"

/** What a store throws is what it answers: whoever asks goes on as after any answer. */
export const answered = <A>(run: () => Stored.Stored<A>): Stored.Stored<A> => {
  try {
    return run()
  } catch (defect) {
    return Effect.die(defect)
  }
}

/** The answer of a call stands whatever a store makes of its account: what it fails with is the host's to read. */
export const heard: (told: Effect.Effect<void>) => Effect.Effect<void> = Effect.catchDefect((defect) =>
  Effect.logError("A store of budgets or limits failed when it was told what a call used.", defect)
)
