import { assert, describe, it } from "@effect/vitest"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Routing } from "@turnout/core/Gateway"
import type { Stated } from "@turnout/core/Listing"
import { unmeasured, type EndpointSignals } from "@turnout/core/Signals"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import { Signals } from "@turnout/router/Signals"
import { Effect, Layer } from "effect"
import { fake, house, key, messages } from "../house.ts"

/**
 * Every field of `gateway.routing`, by what it does to a plan: with this value and nothing else changed another
 * endpoint wins, or one is out for a reason. A new field does not compile until somebody has decided.
 */
interface Shown {
  readonly value: unknown
  /** Who wins without it, and who with it; the first is out with a reason, where there is one. */
  readonly wins: readonly [without: string, with_: string]
  readonly reason?: string
  /** What holds both times. */
  readonly routing?: Routing
  readonly request?: Partial<ChatRequest>
  readonly models?: { readonly a?: Stated; readonly b?: Stated }
  readonly signals?: { readonly a?: Partial<EndpointSignals>; readonly b?: Partial<EndpointSignals> }
  readonly options?: RouterOptions
  readonly keys?: "platform" | "byok"
}

const usd = (price: number): Stated => ({ price: { input: price, output: price } })
const times = (p50: number, p90: number): Partial<EndpointSignals> => ({
  ttft_ms: { p50, p90 },
  ttft_samples: 10,
  tps: { p50: 100 - p50 / 10, p90: 100 - p90 / 10 },
  tps_samples: 10,
  outcomes: 10,
  successes: 10
})

const ofTheWalk = "decided while attempts are made: Walk, Queue, Timers and Watch"
const ofNames = "read with a dated name: Versions"

const ofEmbeddings = "read of embedding requests alone: Embeddings"

const fields: {
  readonly [field in keyof Required<Routing>]: Shown | typeof ofTheWalk | typeof ofNames | typeof ofEmbeddings
} = {
  optimize: { value: "cost-focus", wins: ["b", "a"], models: { a: usd(1), b: usd(2) }, signals: slower() },
  weights: { value: { cost: 1 }, wins: ["b", "a"], models: { a: usd(1), b: usd(2) }, signals: slower() },
  mode: {
    value: "fallback",
    wins: ["b", "a"],
    request: { gateway: { models: ["m@a", "m@b"] } },
    routing: { optimize: "cost" },
    models: { a: usd(3), b: usd(1) }
  },
  providers: { value: ["B"], wins: ["a", "b"], reason: "provider: not among the allowed" },
  exclude_providers: { value: ["A"], wins: ["a", "b"], reason: "provider: excluded by the caller" },
  prefer: { value: "b", wins: ["a", "b"] },
  order: { value: ["b"], wins: ["a", "b"] },
  max_ttft_ms: {
    value: 300,
    wins: ["a", "b"],
    reason: "ttft: 400 ms",
    signals: { a: times(400, 400), b: times(200, 200) },
    routing: { optimize: "cost" },
    models: { a: usd(1), b: usd(9) }
  },
  min_throughput_tps: {
    value: 70,
    wins: ["a", "b"],
    reason: "throughput: 60 tokens per second",
    signals: { a: times(400, 400), b: times(200, 200) },
    routing: { optimize: "cost" },
    models: { a: usd(1), b: usd(9) }
  },
  ttft_percentile: {
    value: "p90",
    wins: ["a", "b"],
    routing: { optimize: "ttft-focus" },
    signals: { a: times(100, 900), b: times(200, 200) }
  },
  throughput_percentile: {
    value: "p90",
    wins: ["a", "b"],
    routing: { optimize: "tps-focus" },
    signals: { a: times(100, 900), b: times(200, 200) }
  },
  min_success_rate: {
    value: 0.8,
    wins: ["a", "b"],
    reason: "success_rate: 6 of 10",
    signals: { a: { outcomes: 10, successes: 6 } },
    routing: { optimize: "cost-focus" },
    models: { a: usd(1), b: usd(9) }
  },
  max_cost_per_1m: {
    value: 2,
    wins: ["a", "b"],
    reason: "price: 5 USD per 1M tokens",
    models: { a: usd(5), b: usd(1) },
    routing: { optimize: "ttft-focus" },
    signals: slower("b")
  },
  max_cost_usd: {
    value: 0.001,
    wins: ["a", "b"],
    reason: "price: up to",
    request: { max_completion_tokens: 1000 },
    models: { a: usd(5), b: usd(0.5) },
    routing: { optimize: "ttft-focus" },
    signals: slower("b")
  },
  data_policy: {
    value: "zdr",
    wins: ["a", "b"],
    reason: "data_policy: no_training",
    models: { a: { data_policy: "no_training" }, b: { data_policy: "zdr" } }
  },
  quantizations: {
    value: ["fp8"],
    wins: ["a", "b"],
    reason: "quantization: fp4",
    models: { a: { quantization: "fp4" }, b: { quantization: "fp8" } }
  },
  regions: {
    value: ["eu"],
    wins: ["a", "b"],
    reason: "region: us",
    models: { a: { regions: ["us"] }, b: { regions: ["eu"] } }
  },
  tier: { value: "flex", wins: ["a", "b"], reason: "tier: standard", models: { b: { tier: "flex" } } },
  version: ofNames,
  require_parameters: {
    value: true,
    wins: ["a", "b"],
    reason: "parameters: seed",
    request: { seed: 1 },
    models: { a: { capabilities: { params: { seed: { support: "no" } } } } }
  },
  only_byok: { value: true, wins: ["a", "b"], reason: "credential: the caller has no key", keys: "byok" },
  only_platform: {
    value: true,
    wins: ["b", "a"],
    reason: "credential: the host has no key",
    keys: "byok",
    routing: { optimize: "cost" },
    models: { a: usd(2), b: usd(1) }
  },
  selection: {
    value: "spread",
    wins: ["a", "b"],
    routing: { optimize: "ttft" },
    signals: slower("b")
  },
  seed: { value: 4, wins: ["b", "a"], routing: { selection: "best" } },
  session: { value: "four", wins: ["b", "a"], routing: { selection: "best", seed: 1 } },
  allow_fallbacks: ofTheWalk,
  max_fallback_attempts: ofTheWalk,
  deadline_ms: ofTheWalk,
  connect_timeout_ms: ofTheWalk,
  first_token_timeout_ms: ofTheWalk,
  stall_timeout_ms: ofTheWalk,
  attempt_timeout_ms: ofTheWalk,
  on_interrupt: ofTheWalk,
  slo: {
    value: { ttft_ms: 500 },
    request: { stream: true },
    wins: ["a", "b"],
    routing: { optimize: "ttft" },
    signals: { a: times(100, 900), b: times(200, 300) }
  },
  spaces: ofEmbeddings,
  hedge: ofTheWalk
}

function slower(who: "a" | "b" = "a"): NonNullable<Shown["signals"]> {
  return who === "a" ? { a: times(400, 400), b: times(100, 100) } : { a: times(100, 100), b: times(400, 400) }
}

const plan = (shown: Shown, routing: object) =>
  Effect.gen(function* () {
    const router = yield* Router
    const { gateway, ...request } = shown.request ?? {}
    const models = gateway?.models
    return yield* router.plan({
      ...(models === undefined ? { model: "m" } : {}),
      messages,
      ...request,
      gateway: { ...gateway, routing: { selection: "argmax", ...shown.routing, ...routing } }
    } as ChatRequest)
  }).pipe(
    Effect.provide(
      house(
        (["a", "b"] as const).map((id) =>
          fake(id, undefined, {
            models: { m: shown.models?.[id] ?? {} },
            ...(id === "b" && shown.keys !== undefined ? { credentials: [key("k", shown.keys)] } : {})
          })
        ),
        { seed: 1, ...shown.options },
        Layer.succeed(Signals, {
          record: () => {},
          snapshot: () => ({
            digest: "d",
            endpoint: (id) => ({ ...unmeasured, ...shown.signals?.[id[0] as "a" | "b"] })
          })
        })
      )
    )
  )

describe("gateway.routing", () => {
  for (const [field, shown] of Object.entries(fields)) {
    if (typeof shown === "string") continue
    it.effect(`${field}: nothing else changed, another endpoint wins`, () =>
      Effect.gen(function* () {
        const [before, after] = [yield* plan(shown, {}), yield* plan(shown, { [field]: shown.value })]
        assert.deepStrictEqual(
          [before, after].map(({ steps }) => steps[0]?.provider),
          [...shown.wins]
        )
        const out = after.decision.candidates.filter(({ verdict }) => verdict === "excluded")
        if (shown.reason === undefined) assert.deepStrictEqual(out, [])
        else {
          const [{ detail, provider, reason } = assert.fail("no candidate is excluded")] = out
          assert.strictEqual(provider, shown.wins[0])
          assert.include(`${reason}: ${detail}`, shown.reason)
          assert.strictEqual(out.length, 1)
        }
      })
    )
  }
})
