import type { Balance } from "@turnout/router/Budget"
import type { BudgetList } from "@turnout/router/BudgetList"
import type {
  CanonicalModelList,
  Directory,
  KeyIdentity,
  Model,
  ModelFilter,
  ModelList
} from "@turnout/router/Directory"
import type { HealthList } from "@turnout/router/HealthList"
import type { Refreshed } from "@turnout/router/Lists"
import type { Principal } from "@turnout/router/Principal"
import type { ProviderList } from "@turnout/router/ProviderList"

/** What can be called, and by whom; the HTTP routes print the same values. */
export interface Lists {
  readonly models: {
    /** Models that can be called by their plain names, with providers and prices. */
    readonly list: (filter?: ModelFilter) => Promise<ModelList>
    /** One of them, by its id or an alias; rejects with `model_not_found`. */
    readonly retrieve: (id: string) => Promise<Model>
    /** Asks a provider which models its account has, and serves those that nobody stated. One request, on request only. */
    readonly refresh: (provider: string) => Promise<Refreshed>
  }
  /** The accounts that are registered, and the vendors that the environment was searched for in vain. */
  readonly providers: { readonly list: () => Promise<ProviderList> }
  /** Every canonical model that the catalog knows or a provider serves. */
  readonly registry: { readonly models: () => Promise<CanonicalModelList> }
  /** Every endpoint with prices, limits, capabilities and parameters. */
  readonly directory: () => Promise<Directory>
  /** A principal as the host knows it. Default: that of the router (`with`). */
  readonly me: (principal?: Principal) => Promise<KeyIdentity>
  /** Every endpoint with its cooldown and why, and what was measured of it. For who runs the router: `fetch` tells it nobody. */
  readonly health: { readonly list: () => Promise<HealthList> }
  readonly budgets: {
    /**
     * Limit, spend and what is reserved: of the router's principal (`with`), else those that rules name and those of every
     * subject that this process has seen.
     */
    readonly list: () => Promise<BudgetList>
    /** Rejects with `resource_not_found` for a workspace without budgets, or another than that of the router (`with`). */
    readonly balance: (workspace_id: string) => Promise<Balance>
  }
}
