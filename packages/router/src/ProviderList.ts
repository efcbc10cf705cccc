import type { Provider } from "@turnout/core/Provider"
import type { Unconfigured } from "@turnout/core/ProviderRegistry"
import type { Index } from "./resolve/Resolve.ts"

/** A registered account at a vendor. */
export interface RegisteredProvider {
  readonly id: string
  readonly object: "provider"
  /** The vendor's key in `extensions`. */
  readonly vendor: string
  /** Other names that a caller may use, ignoring case, `-` and `_`. */
  readonly aliases: ReadonlyArray<string>
  /** Endpoints that are listed; unlisted ids beside them are served where `open`. */
  readonly endpoints: number
  readonly open: boolean
  /** Keys of the host. */
  readonly keys: number
}

/** What is registered, in order of registration. */
export interface ProviderList {
  readonly object: "list"
  readonly data: ReadonlyArray<RegisteredProvider>
  /** Vendors that the environment was searched for, with the variables that are missing. */
  readonly unconfigured: ReadonlyArray<Unconfigured>
}

export const of = ({ endpoints, providers, unconfigured }: Index): ProviderList => {
  const counts = new Map<string, number>()
  for (const { provider } of endpoints.values()) counts.set(provider, (counts.get(provider) ?? 0) + 1)
  return {
    object: "list",
    data: [...providers.values()].map((provider) => registered(provider, counts.get(provider.id) ?? 0)),
    unconfigured
  }
}

const registered = (provider: Provider, endpoints: number): RegisteredProvider => ({
  id: provider.id,
  object: "provider",
  vendor: provider.vendor ?? provider.catalog ?? provider.id,
  aliases: provider.aliases,
  endpoints,
  open: provider.open,
  keys: provider.credentials.length
})
