/** Worlds of all kinds, always the same ones: what was decided in them stands in recorded.jsonl, a line each. */
import type { Capabilities } from "@turnout/core/Capabilities"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { EndpointSignals } from "@turnout/core/Signals"
import { seeded } from "../../src/SeededRandom.ts"
import * as Strategies from "@turnout/router/Strategies"
import { endpoint, now, type Asked, type Stated } from "../world.ts"

interface World {
  readonly endpoints: ReadonlyArray<Endpoint>
  readonly asked: Asked
}

const support = ["yes", "yes", "unknown", "no"] as const
const regions = ["us-east1", "eu-west1"]

const world = (number: number): World => {
  const draw = seeded(number)
  let drawn = 0
  const unit = () => draw("world", String(drawn++))
  const int = (count: number) => Math.floor(unit() * count)
  const pick = <A>(list: ReadonlyArray<A>): A => list[int(list.length)]!
  const often = <A extends object>(chance: number, make: () => A): A | object =>
    unit() < chance ? make() : {}
  const price = () => ({
    rates: {
      input: 1e5 * int(30),
      output: 1e5 * int(90),
      ...often(0.4, () => ({ cache_read: 1e4 * int(9) }))
    },
    ...often(0.2, () => ({ tiers: [{ from_input_tokens: 900, rates: { input: 3e6, output: 9e6 } }] })),
    ...often(0.2, () => ({ hours: { utc: [["21:00", "23:30"]] as const, rates: { input: 1, output: 2 } } })),
    ...often(0.2, () => ({ service: { flex: { input: 7e5, output: 8e5 } } })),
    source: "",
    date: ""
  })
  const stated = (): Stated => ({
    model: pick(["m", "m", "n"]),
    ...often(0.08, () => ({ tier: pick(["flex", "free"] as const) })),
    ...often(0.2, () => ({ tiers: ["flex"] })),
    ...often(0.3, () => ({ regions: [pick(regions)] })),
    ...often(0.3, () => ({ data_policy: pick(["none", "zdr"] as const) })),
    ...often(0.3, () => ({ quality: int(10) / 10 })),
    ...often(0.3, () => ({ prior: { ttft_ms: 100 + int(500) } })),
    ...often(0.8, () => ({ prices: [{ ...price(), from: "2023-11-14T22:00:00Z" }, price()].slice(int(2)) })),
    limits: {
      ...often(0.5, () => ({ context: 900 + int(900) })),
      ...often(0.5, () => ({ output: 50 + int(900) }))
    },
    features: {
      ...often(0.4, () => ({ tools: pick(support) })),
      ...often(0.2, () => ({ stream: pick(support) }))
    } as Capabilities["features"],
    params: {
      ...often(0.3, () => ({ n: { support: pick(support) } })),
      temperature: { support: pick(support) }
    },
    reasons: pick(support)
  })
  const endpoints = Array.from({ length: 1 + int(8) }, (_, index) =>
    endpoint(pick(["a", "b", "c"]), `m${index}`, stated())
  )
  const signals = (): Partial<EndpointSignals> => {
    const outcomes = int(40)
    return {
      outcomes,
      successes: outcomes - int(1 + outcomes / 4),
      in_flight: int(4),
      ...often(0.6, () => ({ ttft_ms: { p50: 100 + int(900), p90: 1500 }, ttft_samples: 12 })),
      ...often(0.6, () => ({ tps: { p50: int(90) }, tps_samples: 12 })),
      ...often(0.1, () => ({ cooling_until: now + 5000 })),
      ...often(0.1, () => ({ demoted: { because: "unanswered" as const, until: now + 9000 } }))
    }
  }
  const name = pick(Object.keys(Strategies.named))
  const two = endpoints.some(({ model }) => model === "n") && endpoints.some(({ model }) => model === "m")
  return {
    endpoints,
    asked: {
      models: two ? pick([["m"], ["n"], ["m", "n"]]) : [endpoints[0]!.model],
      name,
      strategy: Strategies.named[name]!,
      selection: pick(["best", "argmax", "spread"] as const),
      explore: pick([0, 0.02, 0.9]),
      seed: int(1e9),
      signals: Object.fromEntries(endpoints.map(({ id }) => [id, signals()])),
      served: { s: { endpoint: endpoints[0]!.id, at: now - 1000, prompt_tokens: 700 } },
      facts: {
        prompt_tokens: 300 + int(900),
        ...often(0.4, () => ({ output_tokens: 200 })),
        ...often(0.3, () => ({ session: "s" }))
      },
      request: {
        stream: unit() < 0.5,
        ...often(0.3, () => ({ temperature: 0.5 })),
        ...often(0.2, () => ({ n: 2 })),
        ...often(0.3, () => ({ tools: [{ type: "function" as const, function: { name: "f" } }] })),
        ...often(0.2, () => ({ reasoning_effort: "low" as const }))
      },
      routing: {
        ...often(0.2, () => ({ mode: "fallback" as const })),
        ...often(0.2, () => ({ prefer: endpoints[0]!.provider })),
        ...often(0.2, () => ({ order: [endpoints.at(-1)!.provider] })),
        ...often(0.05, () => ({ exclude_providers: [endpoints[0]!.provider] })),
        ...often(0.05, () => ({ regions })),
        ...often(0.05, () => ({ data_policy: "zdr" as const })),
        ...often(0.06, () => ({ tier: "flex" })),
        ...often(0.1, () => ({ max_ttft_ms: 600 })),
        ...often(0.1, () => ({ max_cost_usd: 0.003 })),
        ...often(0.06, () => ({ require_parameters: true }))
      }
    }
  }
}

export const worlds: ReadonlyArray<World> = Array.from({ length: 48 }, (_, number) => world(number))
