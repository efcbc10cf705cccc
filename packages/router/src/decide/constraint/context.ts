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
import { Costing } from "./costs.ts"
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
  const { index, now, date = now, routing } = options
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
  return new OfRequest(
    options,
    date,
    allowed && new Set(allowed.flat()),
    denied && new Set(denied.flat()),
    order,
    preferred
  )
}

/** Its functions are made for who asks for them: usually the table has settled what they would tell. */
class OfRequest implements Context {
  readonly request: Request
  readonly facts: RequestFacts
  readonly routing: Routing
  readonly needs: Context["needs"]
  readonly now: number
  readonly date: number
  readonly allowed: Context["allowed"]
  readonly denied: Context["denied"]
  readonly order: Context["order"]
  readonly preferred: Context["preferred"]
  readonly region: Context["region"]
  readonly keys: Context["keys"]
  readonly strict: boolean
  readonly costing: Costing | undefined
  readonly isWarm: boolean
  private given: Context["cost"] | undefined
  private lost: Context["losses"] | undefined = undefined

  constructor(
    { cost, facts, index, keys, now, region, request, routing, snapshot, strict }: ContextOptions,
    date: number,
    allowed: Context["allowed"],
    denied: Context["denied"],
    order: Context["order"],
    preferred: Context["preferred"]
  ) {
    this.request = request
    this.facts = facts
    this.routing = routing
    this.needs = Needs.of(request)
    this.now = now
    this.date = date
    this.allowed = allowed
    this.denied = denied
    this.order = order
    this.preferred = preferred
    this.region = region
    this.keys = keys ?? platformKeys(index)
    this.strict = strict === true
    this.given = cost
    this.costing = cost === undefined ? new Costing(facts, now, date, snapshot, routing.tier) : undefined
    this.isWarm = this.costing?.isWarm === true
  }

  get losses(): Context["losses"] {
    return (this.lost ??= Fit.losses(this.request))
  }

  get cost(): Context["cost"] {
    const { costing } = this
    return (this.given ??= (endpoint, outputTokens) => costing!.cost(endpoint, outputTokens))
  }

  get per1M(): Context["per1M"] {
    const { date, routing } = this
    return (endpoint) => {
      const listed = Price.listPer1M(endpoint.facts.prices, date, tierAt(endpoint, routing.tier))
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
