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
import type { List } from "./list.ts"
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
  readonly snapshot?: SignalsSnapshot
  readonly region?: ReadonlyArray<string>
  /** Set by `drop_params: false`. Default: false. */
  readonly strict?: boolean
  /** The owners of keys at a provider for this caller. Default: the provider's own platform keys. */
  readonly keys?: (provider: string) => Keys
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
  // A preference that nobody can meet is a miss, and a miss is no failure; a name that nobody has is one.
  const preferred = routing.prefer === undefined ? undefined : providersOf(index, routing.prefer)
  if (routing.prefer !== undefined && preferred === undefined) {
    return unknownProvider(index, routing.prefer, "gateway.routing.prefer")
  }
  return {
    request,
    facts,
    routing,
    needs: Needs.of(request),
    now,
    date,
    ...(allowed === undefined ? {} : { allowed: new Set(allowed.flat()) }),
    ...(denied === undefined ? {} : { denied: new Set(denied.flat()) }),
    ...(order === undefined ? {} : { order }),
    ...(preferred === undefined ? {} : { preferred }),
    ...(options.region === undefined ? {} : { region: options.region }),
    keys: options.keys ?? platformKeys(index),
    strict: options.strict === true,
    losses: Fit.losses(request),
    ...(options.cost === undefined
      ? expected(facts, { now, date }, options.snapshot, routing.tier)
      : { cost: options.cost }),
    per1M: (endpoint) => {
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

/** Assumed lifetime of a cached prompt in milliseconds, and probability of a hit. */
const cacheMs = 300_000
const hitChance = 0.9

/**
 * The expected cost of this request per endpoint. Output length: as learned of the model, else the caller's limit,
 * else a general prior. At the endpoint that served the conversation last, the prompt may still be cached.
 */
const expected = (
  facts: RequestFacts,
  { now, date }: Pick<Context, "now" | "date">,
  snapshot: SignalsSnapshot | undefined,
  tier: string | undefined
): Pick<Context, "cost" | "costs"> => {
  const { output_tokens, prompt_tokens, session } = facts
  // One object for all candidates: it is read and not retained.
  const expectation = {
    now: date,
    tier: undefined as string | undefined,
    promptTokens: prompt_tokens,
    outputTokens: undefined as number | undefined,
    outputLimit: undefined as number | undefined,
    expectedOutput: undefined as number | undefined,
    choices: facts.choices,
    cacheHitChance: 0
  }
  const served = session === undefined ? undefined : snapshot?.session?.(session)
  const warm = served !== undefined && now - served.at <= cacheMs ? served : undefined
  const chance =
    warm === undefined || prompt_tokens <= 0 ? 0 : hitChance * Math.min(1, warm.prompt_tokens / prompt_tokens)
  let model: string | undefined
  let learned: number | undefined
  const cost = (endpoint: Endpoint, outputTokens: number | undefined = output_tokens): ExpectedCost => {
    // Candidates of the same model are mostly adjacent.
    if (endpoint.model !== model) {
      model = endpoint.model
      learned = snapshot?.output?.(model)
    }
    expectation.tier = tierAt(endpoint, tier)
    expectation.outputTokens = outputTokens
    expectation.outputLimit = endpoint.facts.limits.output
    expectation.expectedOutput = learned ?? outputTokens
    expectation.cacheHitChance = warm?.endpoint === endpoint.id ? chance : 0
    return Price.expected(endpoint.facts.prices, expectation)
  }
  const costs = ({ endpoints, model, outputs, rates }: List): Float64Array | undefined => {
    // The columns hold the rates of the endpoints' own tiers.
    if (model === undefined || tier !== undefined) return undefined
    const usual = snapshot?.output?.(model) ?? output_tokens
    const most = output_tokens ?? Infinity
    const column = new Float64Array(endpoints.length)
    const rate = { input: 0, output: 0, read: 0, fee: 0 }
    for (let row = 0; row < column.length; row++) {
      rate.input = rates.input[row]!
      rate.output = rates.output[row]!
      rate.read = rates.read[row]!
      rate.fee = rates.request[row]!
      const output = Price.likelyOutput(usual, Math.min(most, outputs[row]!))
      column[row] = Number.isNaN(rate.input)
        ? (cost(endpoints[row]!).expected ?? NaN)
        : Price.likely(rate, prompt_tokens, output * facts.choices, 0)
    }
    const warmed = warm === undefined ? -1 : endpoints.findIndex(({ id }) => id === warm.endpoint)
    if (warmed >= 0) column[warmed] = cost(endpoints[warmed]!).expected ?? NaN
    return column
  }
  return { cost, costs }
}
