/** The router under soak: a dozen accounts of two API families, budgets, limits, and a clock in a hurry. */
import * as Anthropic from "@turnout/anthropic/Anthropic"
import { Catalog } from "@turnout/core/Catalog"
import { ProviderRegistry } from "@turnout/core/ProviderRegistry"
import * as RateLimits from "@turnout/limits/RateLimits"
import * as OpenAiCompatible from "@turnout/openai-compatible/OpenAiCompatible"
import * as Budget from "@turnout/router/Budget"
import { Router } from "@turnout/router/Router"
import { layerUndici } from "@turnout/transport-undici/TransportUndici"
import { Transport } from "@turnout/wire/Transport"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"

export interface Options {
  readonly url: string
  /** No server listens there. */
  readonly dead: string
  /** Of connections that are refused, by the number of the request. */
  readonly isRefused: (request: number) => boolean
  readonly clock: Clock.Clock
}

/** Fibers of the router that live now. */
export const fibers = { live: 0, begun: 0 }

const counting = {
  recordFiberStart: () => {
    fibers.live++
    fibers.begun++
  },
  recordFiberEnd: () => {
    fibers.live--
  }
}

const model = {
  price: { input: 1, output: 2 },
  limits: { context: 32_000, output: 1000 },
  capabilities: { features: { prefill: "yes" } }
} as const

const accounts = ({ url }: Options) =>
  Array.from({ length: 6 }, (_, index) =>
    Layer.mergeAll(
      OpenAiCompatible.layer({
        id: `chat-${index}`,
        baseUrl: `${url}/v1`,
        apiKey: [`key-a-${index}`, `key-b-${index}`],
        models: { m: model }
      }),
      Anthropic.layer({
        id: `messages-${index}`,
        baseUrl: url,
        apiKey: `key-c-${index}`,
        models: { m: model }
      })
    )
  )

/** Some requests go to an address without a listener. */
const refusing = ({ dead, isRefused, url }: Options) =>
  Layer.effect(
    Transport,
    Effect.map(Transport, ({ send }) => {
      let requests = 0
      return Transport.of({
        send: (request) =>
          send(isRefused(requests++) ? { ...request, url: request.url.replace(url, dead) } : request)
      })
    })
  ).pipe(Layer.provide(layerUndici()))

/** Principals are numbered: the third has little money, the fifth little patience. */
const budgets: Budget.BudgetOptions = {
  rules: [
    { scope: "workspace", period: "monthly", limit_usd: 1_000_000 },
    { scope: "api_key", period: "daily", limit_usd: 1_000_000 },
    { scope: "workspace", id: "w3", period: "daily", limit_usd: 0.01 }
  ]
}

const limits: RateLimits.LimitsOptions = {
  principal: ({ workspace_id }) =>
    workspace_id === "w5"
      ? { requests_per_minute: 60, concurrent: 2 }
      : { requests_per_minute: 1_000_000, tokens_per_minute: 100_000_000, concurrent: 1000 },
  providers: { "chat-0": { concurrent: 3 }, "messages-0": { requests_per_minute: 600 } }
}

/** What runs in it sees the clock and is counted. */
export const layer = (options: Options) => {
  const world = Layer.mergeAll(
    Layer.succeed(Clock.Clock, options.clock),
    Layer.succeed(Metric.FiberRuntimeMetrics, counting)
  )
  const registered = Layer.mergeAll(Layer.empty, ...accounts(options))
  return Router.layer({ include: ["attempts"], routing: { deadline_ms: 60_000 } }).pipe(
    Layer.provide(registered),
    Layer.provide([
      ProviderRegistry.layer,
      Catalog.layerEmpty,
      refusing(options),
      Budget.Budget.layer(budgets),
      RateLimits.layer(limits)
    ]),
    Layer.provideMerge(world)
  )
}
