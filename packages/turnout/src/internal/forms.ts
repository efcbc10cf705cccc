import type { RouterError } from "@turnout/core/RouterError"
import type { Identity } from "@turnout/router/Principal"
import type * as Effect from "effect/Effect"
import type { CallOptions } from "../Calls.ts"
import type { Forms } from "../Forms.ts"
import type { Caller } from "./Caller.ts"
import type { Doors } from "./Doors.ts"
import { started } from "./started.ts"

/** Makes one call on behalf of who asks; `at`: the door that it was made at. */
type Ask = <A>(
  at: (...call: ReadonlyArray<never>) => unknown,
  given: CallOptions | undefined,
  use: (
    doors: Doors["Service"],
    options: Identity | undefined,
    signal: CallOptions["signal"],
    caller: Caller
  ) => Effect.Effect<A, RouterError>
) => Promise<A>

export const forms = (ask: Ask): Forms => {
  const answerAs: Forms["answerAs"] = (form, given) =>
    ask(answerAs, given, ({ router }, options) => router.answerAs(form, options))

  const startAs: Forms["startAs"] = (form, given) =>
    ask(startAs, given, (doors, options, signal, caller) =>
      started(doors, doors.router.startAs(form, options), signal, caller)
    )

  return { answerAs, startAs }
}
