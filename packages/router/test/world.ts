/** Endpoints, requests and decisions in a line each, for the tests of everything that is pure. */
import type { RequestFacts } from "@turnout/core/Candidate"
import { unknown, type Capabilities } from "@turnout/core/Capabilities"
import { idOf, type Endpoint, type Facts } from "@turnout/core/Endpoint"
import type { Routing } from "@turnout/core/Gateway"
import type { Provider } from "@turnout/core/Provider"
import type { Request } from "@turnout/core/Request"
import { unmeasured, type EndpointSignals, type Served, type SignalsSnapshot } from "@turnout/core/Signals"
import * as Constraint from "@turnout/router/Constraint"
import * as Decide from "../src/decide/Decide.ts"
import * as Resolve from "../src/resolve/Resolve.ts"
import * as Strategies from "@turnout/router/Strategies"
import { Redacted } from "effect"

export const now = 1_700_000_000_000

export interface Stated extends Partial<Omit<Facts, "capabilities">> {
  readonly tier?: Endpoint["tier"]
  readonly model?: string
  readonly also?: ReadonlyArray<string>
  readonly features?: Capabilities["features"]
  readonly params?: Capabilities["params"]
  readonly overhead?: Capabilities["overhead"]
  readonly reasons?: Capabilities["reasoning"]["support"]
  /** USD per 1M tokens, in and out alike. */
  readonly usd?: number
}

export const endpoint = (provider: string, id: string, stated: Stated = {}): Endpoint => {
  const {
    also,
    features = {},
    model = "m",
    overhead,
    params = {},
    reasons = "unknown",
    tier = "standard",
    usd,
    ...facts
  } = stated
  return {
    id: idOf(provider, id),
    provider,
    provider_model_id: id,
    model,
    tier,
    facts: {
      limits: {},
      capabilities: {
        ...unknown,
        features,
        params,
        reasoning: { support: reasons, control: "unknown" },
        ...(overhead === undefined ? {} : { overhead })
      },
      prices:
        usd === undefined
          ? []
          : [{ rates: { input: usd * 1e6, output: usd * 1e6 }, source: "test", date: "2026-01-01" }],
      listed: true,
      ...facts
    },
    ...(also === undefined ? {} : { also })
  }
}

export interface Account extends Partial<Pick<Provider, "aliases" | "open" | "catalog">> {
  readonly keys?: ReadonlyArray<"platform" | "byok">
}

export const provider = (
  id: string,
  endpoints: ReadonlyArray<Endpoint>,
  { aliases = [], catalog, keys = ["platform"], open = false }: Account = {}
): Provider => ({
  id,
  aliases,
  open,
  ...(catalog === undefined ? {} : { catalog }),
  credentials: keys.map((owner) => ({ id: owner, owner, key: Redacted.make("k") })),
  endpoints: () => endpoints,
  passthrough: (name) => ({ ...endpoint(id, name), model: name }),
  prepare: () => unreachable(),
  run: () => unreachable()
})

const unreachable = (): never => {
  throw new Error("nothing is sent here")
}

/** One provider per name that occurs; `accounts` says more of some. */
export const indexOf = (
  endpoints: ReadonlyArray<Endpoint>,
  accounts: { readonly [provider: string]: Account } = {},
  aliases: { readonly [alias: string]: string } = {}
): Resolve.Index => {
  const ids = new Set([...endpoints.map(({ provider }) => provider), ...Object.keys(accounts)])
  return Resolve.index(
    [...ids].map((id) =>
      provider(
        id,
        endpoints.filter((each) => each.provider === id),
        accounts[id]
      )
    ),
    { models: new Map(), aliases: new Map(Object.entries(aliases)) },
    new Map()
  )
}

export const facts: RequestFacts = {
  stream: false,
  prompt_tokens: 1000,
  choices: 1,
  tools: false,
  reasoning: false,
  ttft_percentile: "p50",
  throughput_percentile: "p50"
}

export const request: Request = { messages: [{ role: "user", content: "hello" }], stream: false }

export interface Asked extends Partial<Omit<Decide.DecideInput, "items" | "context" | "snapshot">> {
  readonly models?: ReadonlyArray<string>
  readonly routing?: Routing
  readonly request?: Partial<Request>
  readonly facts?: Partial<RequestFacts>
  readonly strict?: boolean
  readonly accounts?: { readonly [provider: string]: Account }
  readonly signals?: { readonly [endpoint: string]: Partial<EndpointSignals> }
  readonly index?: Resolve.Index
  /** Session → where it was served last. */
  readonly served?: { readonly [session: string]: Served }
}

export const input = (endpoints: ReadonlyArray<Endpoint>, asked: Asked = {}): Decide.DecideInput => {
  const index = asked.index ?? indexOf(endpoints, asked.accounts)
  const { served, signals = {} } = asked
  const snapshot: SignalsSnapshot = {
    digest: "d",
    endpoint: (id) => ({ ...unmeasured, ...signals[id] }),
    session: (session) => served?.[session]
  }
  const context = Constraint.context({
    index,
    snapshot,
    request: { ...request, ...asked.request },
    facts: { ...facts, ...asked.facts },
    routing: asked.routing ?? {},
    now,
    ...(asked.strict === undefined ? {} : { strict: asked.strict })
  })
  if (Constraint.isRefusal(context)) throw new Error(context.message)
  const items = (asked.models ?? ["m"]).flatMap((model) => {
    const found = Resolve.resolve(index, model)
    if (found.type !== "items") throw new Error(JSON.stringify(found))
    return found.items
  })
  return {
    items,
    context,
    snapshot,
    name: asked.name ?? "balanced",
    strategy: asked.strategy ?? Strategies.named.balanced!,
    selection: asked.selection ?? "argmax",
    seed: asked.seed ?? 7,
    ...(asked.explore === undefined ? {} : { explore: asked.explore }),
    ...(asked.probe === undefined ? {} : { probe: asked.probe }),
    ...(asked.constraints === undefined ? {} : { constraints: asked.constraints }),
    ...(asked.quality === undefined ? {} : { quality: asked.quality })
  }
}

export const decide = (endpoints: ReadonlyArray<Endpoint>, asked: Asked = {}): Decide.Decided =>
  Decide.decide(input(endpoints, asked))

/** Ids in the order in which they are tried. */
export const order = (decided: Decide.Decided): ReadonlyArray<string> =>
  Decide.candidates(decided).map(({ endpoint }) => endpoint.id)

/** Endpoint id → why it is out. */
export const excluded = (decided: Decide.Decided): { readonly [endpoint: string]: string } =>
  Object.fromEntries(
    Decide.decision(decided)
      .candidates.filter(({ verdict }) => verdict === "excluded")
      .map(({ detail, endpoint, reason }) => [endpoint, `${reason}: ${detail}`])
  )

export const measured = (figures: {
  readonly ttft_ms?: number
  readonly tps?: number
  readonly outcomes?: number
  readonly successes?: number
  readonly in_flight?: number
}): Partial<EndpointSignals> => ({
  outcomes: figures.outcomes ?? 0,
  successes: figures.successes ?? figures.outcomes ?? 0,
  in_flight: figures.in_flight ?? 0,
  ...(figures.ttft_ms === undefined ? {} : { ttft_ms: { p50: figures.ttft_ms }, ttft_samples: 5 }),
  ...(figures.tps === undefined ? {} : { tps: { p50: figures.tps }, tps_samples: 5 })
})
