import { misconfigured } from "@turnout/core/Options"
import type { RouterError } from "@turnout/core/RouterError"
import * as Runtime from "@turnout/core/Runtime"
import * as Effect from "effect/Effect"
import type * as undici from "undici"

export type Undici = typeof undici

const because = (message: string, cause: unknown): RouterError =>
  misconfigured([{ param: "transport", code: "internal_error", message }], { cause })

/** undici, or the error that says why it cannot be had here. */
export const load: Effect.Effect<Undici, RouterError> = Effect.suspend(() => {
  const old = Runtime.unsupported(process.versions)
  if (old !== undefined) return Effect.fail(old)
  return Effect.flatMap(
    Effect.tryPromise({
      try: () => import("undici"),
      catch: (cause) => because("undici could not be loaded; a bundle may have to leave it out.", cause)
    }),
    (undici) =>
      // Bun has a stand-in under this name, which sends nothing.
      typeof undici.Agent?.prototype.destroy === "function"
        ? Effect.succeed(undici)
        : Effect.fail(because("What is called undici here is none, as on Bun.", undefined))
  )
})
