import type { RequestFacts } from "@turnout/core/Candidate"
import type { ExpectedCost } from "@turnout/core/Price"
import type { Endpoint } from "@turnout/core/Endpoint"
import * as Fit from "@turnout/core/Fit"
import type { Routing } from "@turnout/core/Gateway"
import * as Price from "@turnout/core/Price"
import type { Request } from "@turnout/core/Request"
import type { SignalsSnapshot } from "@turnout/core/Signals"
import type { Refusal } from "../../Refusal.ts"
import { providersOf, unknownProvider, type Index } from "../../resolve/Resolve.ts"
import { tierAt } from "./tier.ts"
import type { Context, Keys } from "./contract.ts"
import * as Costs from "./costs.ts"
import * as Needs from "./needs.ts"

export interface ContextOptions {
  readonly index: Index
  readonly request: Request
  readonly facts: RequestFacts
  readonly routing: Routing
  readonly now: number
  /** The date of `now`. Default: the same. */
  readonly date?: number | undefined
  /** Learned output lengths and sessions. Default: none. */
  readonly snapshot?: SignalsSnapshot | undefined
  readonly region?: ReadonlyArray<string> | undefined
  /** Set by `drop_params: false`. Default: false. */
  readonly strict?: boolean
  /** The owners of keys at a provider for this caller. Default: the provider's own platform keys. */
  readonly keys?: ((provider: string) => Keys) | undefined
  readonly cost?: (endpoint: Endpoint, outputTokens?: number) => ExpectedCost
}

export const isRefusal = (value: Context | Refusal): value is Refusal => "code" in value

/** Reads request and routing once for all candidates. Refuses provider names that are not registered. */
export const context = (options: ContextOptions): Context | Refusal => {
  const { facts, index, now, date = now, request, routing } = options
  const allowed = idsOf(index, routing.providers, "providers")
  if (allowed !== undefined && "code" in allowed) return allowed
  const denied = idsOf(index, routing.exclude_providers, "exclude_providers")
  if (denied !== undefined && "code" in denied) return denied
  const order = idsOf(index, routing.order, "order")
  if (order !== undefined && "code" in order) return order
  // A preference that no candidate can meet is a miss, and a miss is no failure; a name that no provider has is one.
  const preferred = routing.prefer === undefined ? undefined : providersOf(index, routing.prefer)
  if (routing.prefer !== undefined && preferred === undefined) {
    return unknownProvider(index, routing.prefer, "gateway.routing.prefer")
  }
  const { tier } = routing
  const costs =
    options.cost === undefined
      ? Costs.of(facts, { now, date }, options.snapshot, tier)
      : { cost: options.cost, isWarm: false }
  return {
    request,
    facts,
    routing,
    needs: Needs.of(request),
    now,
    date,
    allowed: allowed && new Set(allowed.flat()),
    denied: denied && new Set(denied.flat()),
    order,
    preferred,
    region: options.region,
    keys: options.keys ?? platformKeys(index),
    strict: options.strict === true,
    losses: Fit.losses(request),
    cost: costs.cost,
    costs: costs.costs,
    isWarm: costs.isWarm,
    learn: costs.learn,
    per1M: (endpoint) => {
      const listed = Price.listPer1M(endpoint.facts.prices, date, tierAt(endpoint, tier))
      return listed === undefined ? undefined : (listed.input + listed.output) / 2
    }
  }
}

/** The provider ids of each name; an empty list counts as absent. */
const idsOf = (
  index: Index,
  names: ReadonlyArray<string> | undefined,
  field: string
): ReadonlyArray<ReadonlyArray<string>> | Refusal | undefined => {
  if (names === undefined || names.length === 0) return undefined
  const found: Array<ReadonlyArray<string>> = []
  for (const [position, name] of names.entries()) {
    const ids = providersOf(index, name)
    if (ids === undefined) return unknownProvider(index, name, `gateway.routing.${field}[${position}]`)
    found.push(ids)
  }
  return found
}

const platformKeys =
  ({ providers }: Index) =>
  (provider: string): Keys => ({
    platform: providers.get(provider)?.credentials.some(({ owner }) => owner === "platform") === true,
    byok: providers.get(provider)?.credentials.some(({ owner }) => owner === "byok") === true
  })
