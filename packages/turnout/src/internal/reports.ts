import type * as RouterError from "@turnout/core/RouterError"
import type { Reporting } from "@turnout/state/Reporting"
import type * as Effect from "effect/Effect"
import type { Reports } from "../Reports.ts"

type Ask = <A>(
  at: (...given: ReadonlyArray<never>) => unknown,
  use: (reporting: Reporting) => Effect.Effect<A, RouterError.RouterError>
) => Promise<A>

export const reports = (ask: Ask): Reports => {
  const spend: Reports["spend"] = (query) => ask(spend, (reporting) => reporting.spend(query))
  const remove: Reports["receipts"]["remove"] = (deletion) =>
    ask(remove, (reporting) => reporting.remove(deletion))
  return { spend, receipts: { remove } }
}
