import type { Candidate, RequestFacts } from "@turnout/core/Candidate"
import { unknown } from "@turnout/core/Capabilities"
import { idOf, type Endpoint } from "@turnout/core/Endpoint"
import { unmeasured } from "@turnout/core/Signals"
import { seeded } from "@turnout/router/SeededRandom"
import type { StrategyInput } from "@turnout/router/Strategy"
import * as fc from "fast-check"

export const facts: RequestFacts = {
  stream: true,
  prompt_tokens: 100,
  choices: 1,
  tools: false,
  reasoning: false,
  ttft_percentile: "p50",
  throughput_percentile: "p50"
}

/** What one wants to say of a candidate; nothing else is known of it. */
export interface Known {
  readonly provider?: string
  readonly model?: string
  /** Nano-dollars. */
  readonly cost?: number
  readonly ttft_ms?: number
  readonly tps?: number
  readonly outcomes?: number
  readonly successes?: number
  readonly quality?: number
  readonly in_flight?: number
  readonly prior?: Endpoint["facts"]["prior"]
  /** Share of first contents later than 125 ms; of later limits it is always nine tenths of the one before. */
  readonly late?: number
  /** Of the last ten outcomes. */
  readonly recent_successes?: number
}

/** A candidate in one line; measured figures are those of twenty samples, all the same. */
export const candidate = (id: string, known: Known = {}): Candidate => {
  const provider = known.provider ?? "p"
  const { cost, in_flight = 0, outcomes = 0, prior, quality, successes = outcomes, tps, ttft_ms } = known
  const { late, recent_successes } = known
  return {
    endpoint: {
      id: idOf(provider, id),
      provider,
      provider_model_id: id,
      model: known.model ?? "m",
      tier: "standard",
      facts: {
        limits: {},
        capabilities: unknown,
        prices: [],
        ...(quality === undefined ? {} : { quality }),
        ...(prior === undefined ? {} : { prior }),
        listed: true
      }
    },
    signals: {
      ...unmeasured,
      outcomes,
      successes,
      in_flight,
      ...(ttft_ms === undefined ? {} : { ttft_ms: all(ttft_ms), ttft_samples: 20 }),
      ...(tps === undefined ? {} : { tps: all(tps), tps_samples: 20 }),
      ...(late === undefined ? {} : { ttft_over: Array.from({ length: 11 }, (_, n) => late * 0.9 ** n) }),
      ...(recent_successes === undefined ? {} : { recent: { outcomes: 10, successes: recent_successes } })
    },
    expected_cost: cost === undefined ? {} : { lower: cost / 2, expected: cost, upper: cost * 2 },
    ...(quality === undefined ? {} : { quality })
  }
}

const all = (value: number) => ({ p50: value, p75: value, p90: value, p95: value })

/** Few different figures, so that equal ones meet; absent ones often. */
const figure = (...values: Array<number>) =>
  fc.option(fc.oneof(fc.constantFrom(...values), fc.integer({ min: 1, max: 5000 })), {
    nil: undefined,
    freq: 3
  })

const known = fc.record({
  cost: figure(0, 1000, 2000, 1_000_000),
  ttft_ms: figure(100, 200, 400),
  tps: figure(20, 50, 80),
  quality: fc.option(fc.constantFrom(0, 0.25, 0.5, 0.9, 1), { nil: undefined }),
  outcomes: fc.nat(64),
  failures: fc.nat(64),
  in_flight: fc.nat(4),
  late: fc.option(fc.constantFrom(0, 0.2, 0.9, 1), { nil: undefined }),
  recent_successes: fc.option(fc.nat(10), { nil: undefined }),
  prior: fc.option(fc.constant({ ttft_ms: 300, tps: 40 }), { nil: undefined, freq: 2 })
})

export const candidates: fc.Arbitrary<ReadonlyArray<Candidate>> = fc
  .record({
    list: fc.array(known, { minLength: 1, maxLength: 8 }),
    providers: fc.constantFrom("p", "pq", "pqr")
  })
  .map(({ list, providers }) =>
    list.map(({ failures, outcomes, ...rest }, index) =>
      candidate(`m-${index}`, {
        provider: providers[index % providers.length]!,
        ...(Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as Known),
        outcomes,
        successes: Math.max(0, outcomes - failures)
      })
    )
  )

export const inputs: fc.Arbitrary<StrategyInput> = fc
  .record({
    candidates,
    seed: fc.nat(),
    percentile: fc.constantFrom("p50", "p90", "p99"),
    session: fc.option(fc.constantFrom("one", "two"), { nil: undefined }),
    turn: fc.option(fc.nat(20), { nil: undefined })
  })
  .map(({ candidates, percentile, seed, session, turn }) => {
    const drawn = seeded(seed)
    return {
      candidates,
      facts: {
        ...facts,
        ttft_percentile: percentile,
        throughput_percentile: percentile,
        ...(session === undefined ? {} : { session }),
        ...(turn === undefined ? {} : { turn })
      },
      now: 0,
      draw: (key: string) => drawn("strategy", key)
    }
  })
