import type { RouterError } from "@turnout/core/RouterError"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Input } from "../FetchInput.ts"
import type { FetchOptions } from "../FetchOptions.ts"

/** The host's `onError`, which is not waited for. What it throws or rejects with is logged: there is nobody else to tell. */
export const of = (
  onError: FetchOptions["onError"],
  context: Context.Context<never>
): ((error: RouterError, input: Input) => void) | undefined => {
  if (onError === undefined) return undefined
  const log = (cause: unknown) =>
    void Effect.runForkWith(context)(Effect.logError("The host's 'onError' failed.", cause))
  return (error, input) => {
    try {
      const given: unknown = onError(error, input)
      if (typeof given === "object" && given !== null && "then" in given) {
        Promise.resolve(given).then(undefined, log)
      }
    } catch (cause) {
      log(cause)
    }
  }
}
