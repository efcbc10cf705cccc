import type { RouterError } from "@turnout/core/RouterError"
import type * as Effect from "effect/Effect"
import type { Balance } from "./Budget.ts"
import type { BudgetList } from "./BudgetList.ts"
import type {
  CanonicalModelList,
  Directory,
  KeyIdentity,
  Model,
  ModelFilter,
  ModelList
} from "./Directory.ts"
import type { HealthList } from "./HealthList.ts"
import type { Principal } from "./Principal.ts"
import type { ProviderList } from "./ProviderList.ts"

/** The lists of a router; each is made when it is read, of what is registered then. */
export interface Lists {
  /** Models that can be called. `endpoint`: only those that answer through this API. */
  readonly models: (filter?: ModelFilter) => Effect.Effect<ModelList>
  /** One of them, by its canonical id or an alias. */
  readonly model: (id: string) => Effect.Effect<Model, RouterError>
  readonly providers: Effect.Effect<ProviderList>
  /**
   * Asks a provider which models its account has, by one request, and serves those that it lists and nobody stated: with
   * unknown facts, until the provider is registered anew. Fails where the vendor has no such list or does not answer.
   */
  readonly refresh: (provider: string) => Effect.Effect<Refreshed, RouterError>
  /** Every canonical model that the catalog knows or a provider serves. */
  readonly canonical: Effect.Effect<CanonicalModelList>
  readonly endpoints: Effect.Effect<Directory>
  readonly me: (principal: Principal) => Effect.Effect<KeyIdentity>
  /** Every listed endpoint, and those beside them that were asked: cooldowns and measurements. */
  readonly health: Effect.Effect<HealthList>
  /** Of a principal; without one, those that rules name and those of every subject that this process has seen. */
  readonly budgets: (principal?: Principal) => Effect.Effect<BudgetList>
  /**
   * The lowest balance of a workspace's enforced budgets. Fails if it has none, and for a principal of another
   * workspace, as if there were no such workspace.
   */
  readonly balance: (workspace_id: string, principal?: Principal) => Effect.Effect<Balance, RouterError>
}

/** What a vendor lists, beside what was known of it. */
export interface Refreshed {
  readonly object: "models_refresh"
  readonly provider: string
  /** How many ids the vendor lists. */
  readonly listed: number
  /** Ids on the wire that nobody stated; they can be called from now on. */
  readonly added: ReadonlyArray<string>
  /** Ids that the catalog or the host states, and the vendor does not list. They stay as they are. */
  readonly missing: ReadonlyArray<string>
}
