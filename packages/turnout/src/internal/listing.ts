import type { RouterError } from "@turnout/core/RouterError"
import type * as Router from "@turnout/router/Lists"
import * as Principal from "@turnout/router/Principal"
import type * as Effect from "effect/Effect"
import type { Lists } from "../Lists.ts"

/** Reads lists on behalf of a principal. `at`: the function of ours that was called. */
export type Read = <A>(
  at: (...given: ReadonlyArray<never>) => unknown,
  principal: Principal.Principal | undefined,
  use: (lists: Router.Lists, identity: Principal.Identity | undefined) => Effect.Effect<A, RouterError>
) => Promise<A>

export const listing = (read: Read): Lists => {
  const models: Lists["models"] = {
    list: (filter) => read(models.list, undefined, (lists) => lists.models(filter)),
    refresh: (provider) => read(models.refresh, undefined, (lists) => lists.refresh(provider)),
    retrieve: (id) => read(models.retrieve, undefined, (lists) => lists.model(id))
  }
  const providers: Lists["providers"] = {
    list: () => read(providers.list, undefined, (lists) => lists.providers)
  }
  const registry: Lists["registry"] = {
    models: () => read(registry.models, undefined, (lists) => lists.canonical)
  }
  const directory: Lists["directory"] = () => read(directory, undefined, (lists) => lists.endpoints)
  const me: Lists["me"] = (principal) =>
    read(me, principal, (lists, identity) => lists.me(Principal.of(identity)))
  const budgets: Lists["budgets"] = {
    balance: (workspace_id) =>
      read(budgets.balance, undefined, (lists, identity) =>
        lists.balance(workspace_id, identity?.principal ?? undefined)
      )
  }
  return { models, providers, registry, directory, me, budgets }
}
