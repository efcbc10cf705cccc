import type { Catalog } from "@turnout/core/Catalog"
import * as RouterError from "@turnout/core/RouterError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Budget from "../Budget.ts"
import * as Directory from "../Directory.ts"
import type * as Limits from "../Limits.ts"
import type { Lists } from "../Lists.ts"
import type { Principal } from "../Principal.ts"
import * as ProviderList from "../ProviderList.ts"
import * as Refusal from "../Refusal.ts"
import * as Resolve from "../resolve/Resolve.ts"
import * as HealthList from "./health-list.ts"
import * as Refresh from "./refresh.ts"
import * as Stored from "../Stored.ts"

/** The lists of what can be called. They are read seldom, and kept nowhere. */
export const make = (
  catalog: Catalog["Service"],
  asking: Refresh.Asking,
  index: () => Effect.Effect<Resolve.Index>,
  measuring: HealthList.Measuring,
  budget: Budget.Store | undefined,
  limits: Limits.State | undefined
): Lists => {
  const facts = Effect.map(catalog.models, (models) => ({ version: catalog.version, models }))

  const read = <A>(
    list: (index: Resolve.Index, facts: Directory.Facts, now: number) => A
  ): Effect.Effect<A> =>
    Effect.suspend(() =>
      Effect.zipWith(Effect.all([index(), facts]), Clock.currentTimeMillis, ([names, known], now) =>
        list(names, known, now)
      )
    )

  const model = (id: string) =>
    Effect.flatMap(
      read((names, known, now) => {
        const found = Resolve.canonicalOf(names, id)
        return found === undefined
          ? Refusal.toError(Resolve.unknownModel(names, id, "model"))
          : Directory.model(names, known, now, found)
      }),
      (found) => (RouterError.isRouterError(found) ? Effect.fail(found) : Effect.succeed(found))
    )

  const balance = (workspace_id: string, principal?: Principal) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const isOwn = principal === undefined || principal.workspace_id === workspace_id
      const budgets = isOwn ? budget?.status({ workspace_id }, now) : undefined
      return Effect.flatMap(Stored.effect(budgets ?? []), (budgets) => {
        const found = Budget.balanceOf(budgets, { workspace_id })
        return found === undefined ? Effect.fail(noWorkspace()) : Effect.succeed(found)
      })
    })

  const lists: Lists = {
    models: (filter) => read((names, known, now) => Directory.models(names, known, now, filter)),
    model,
    providers: read((names) => ProviderList.of(names)),
    refresh: (provider) =>
      Effect.flatMap(Effect.suspend(index), (names) => Refresh.of(names, asking, provider)),
    canonical: read((names, known) => Directory.canonical(names, known)),
    endpoints: read((names, _, now) => Directory.directory(names, now)),
    me: (principal) =>
      Effect.map(Stored.effect(limits?.status(principal)), (requests) => ({
        object: "api_key_identity" as const,
        user_id: principal.user_id ?? null,
        workspace_id: principal.workspace_id ?? null,
        tier: principal.tier ?? null,
        rate_limit_rpm: principal.rate_limit_rpm ?? requests?.limit ?? null
      })),
    health: Effect.flatMap(Effect.suspend(index), (names) => HealthList.of(names, measuring)),
    budgets: (principal) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const told = principal === undefined ? budget?.list(now) : budget?.status(principal, now)
        return Effect.map(Stored.effect(told ?? []), (data) => ({ object: "list" as const, at: now, data }))
      }),
    balance
  }
  return lists
}

const noWorkspace = () =>
  RouterError.make("resource_not_found", "There is no such workspace, or it has no budget.")
