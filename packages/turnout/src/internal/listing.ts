import type { RouterError } from "@turnout/core/RouterError"
import type { CanonicalModelList, Directory } from "@turnout/router/Directory"
import type { BudgetList } from "@turnout/router/BudgetList"
import type { HealthList } from "@turnout/router/HealthList"
import type * as Router from "@turnout/router/Lists"
import type { Identity, Principal } from "@turnout/router/Principal"
import type { ProviderList } from "@turnout/router/ProviderList"
import type * as Effect from "effect/Effect"
import type { Lists } from "../Lists.ts"

type Use<A> = (lists: Router.Lists, identity: Identity | undefined) => Effect.Effect<A, RouterError>

/** Reads lists on behalf of a principal. `at`: the function of ours that was called. */
export type Read = <A>(
  at: (...given: ReadonlyArray<never>) => unknown,
  principal: Principal | undefined,
  use: Use<A>
) => Promise<A>

export const listing = (read: Read): Lists => {
  const reading = <G, A>(use: (given: G) => Use<A>) => {
    const asked = (given: G): Promise<A> => read(asked, undefined, use(given))
    return asked
  }
  const me: Lists["me"] = (principal) => read(me, principal, (lists, who) => lists.me(who?.principal ?? {}))
  return {
    models: {
      list: reading((filter) => (lists) => lists.models(filter)),
      refresh: reading((provider) => (lists) => lists.refresh(provider)),
      retrieve: reading((id) => (lists) => lists.model(id))
    },
    providers: {
      list: reading<void, ProviderList>(() => (lists) => lists.providers)
    },
    registry: {
      models: reading<void, CanonicalModelList>(() => (lists) => lists.canonical)
    },
    directory: reading<void, Directory>(() => (lists) => lists.endpoints),
    me,
    health: { list: reading<void, HealthList>(() => (lists) => lists.health) },
    budgets: {
      list: reading<void, BudgetList>(() => (lists, who) => lists.budgets(who?.principal ?? undefined)),
      balance: reading(
        (workspace_id) => (lists, who) => lists.balance(workspace_id, who?.principal ?? undefined)
      )
    }
  }
}
