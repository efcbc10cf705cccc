import type { Refusal } from "../../Refusal.ts"
import * as Stored from "../../Stored.ts"

/** `undefined`: admitted. */
export type Refused = Refusal | undefined

/**
 * What is at hand is read in order, and the first refusal ends it. What stores have to be asked goes out together; of several
 * refusals the first in order counts.
 */
export const inOneWait = (...parts: ReadonlyArray<() => Stored.Stored<Refused>>): Stored.Stored<Refused> => {
  let all: Stored.Stored<Refused>
  for (const part of parts) {
    const stored = part()
    if (Stored.isAsked(stored))
      all =
        all === undefined
          ? stored
          : Stored.map(Stored.both(all, stored), ([first, second]) => first ?? second)
    else if (stored !== undefined) return stored
  }
  return all
}
