import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Address from "./Address.ts"

/**
 * Those of the variables that the environment (the `ConfigProvider`) states, by name; one that is empty states nothing.
 * It is asked for texts, which need no schema.
 */
export const read = (
  variables: Iterable<string>
): Effect.Effect<ReadonlyMap<string, string>, ConfigProvider.SourceError> =>
  Effect.gen(function* () {
    const provider = yield* ConfigProvider.ConfigProvider
    const stated = new Map<string, string>()
    for (const variable of variables) {
      const value = (yield* provider.load([variable]))?.value
      if (value !== undefined && Address.trimmed(value) !== "") stated.set(variable, value)
    }
    return stated
  })
