import { assert, describe, it } from "@effect/vitest"
import type { Endpoint } from "@turnout/core/Endpoint"
import type { Outcome } from "@turnout/core/Signals"
import * as Constraint from "@turnout/router/Constraint"
import * as Decide from "../../src/decide/Decide.ts"
import * as Resolve from "../../src/resolve/Resolve.ts"
import * as Signals from "@turnout/router/Signals"
import * as Strategies from "@turnout/router/Strategies"
import * as fc from "fast-check"
import { endpoint, facts, indexOf, request } from "../world.ts"

/** A hundred endpoints, with here and there one that is different. */
const pools = fc.record({
  rare: fc.constantFrom("nothing", "tier", "textless", "streamless", "prior", "quality", "small", "dated"),
  unpriced: fc.boolean(),
  stream: fc.boolean(),
  output_tokens: fc.option(fc.integer({ min: 1, max: 4000 }), { nil: undefined }),
  strategy: fc.constantFrom(...Object.keys(Strategies.named)),
  selection: fc.constantFrom("best", "argmax", "spread"),
  session: fc.option(fc.constantFrom("one", "two"), { nil: undefined }),
  percentile: fc.constantFrom("p50", "p90", "p99"),
  keyless: fc.boolean()
})

const cached = (usd: number) => ({
  rates: { input: usd * 1e6, output: 2e6, cache_read: usd * 1e5 },
  source: "",
  date: ""
})

const unusual = (rare: string) => {
  switch (rare) {
    case "tier":
      return { tier: "free" } as const
    case "textless":
      return { features: { text_output: "no" } } as const
    case "streamless":
      return { features: { stream: "no" } } as const
    case "prior":
      return { prior: { ttft_ms: 100, tps: 90 } }
    case "quality":
      return { quality: 0.9 }
    case "small":
      return { limits: { context: 1200, output: 100 } }
    case "dated":
      return {
        prices: [
          { rates: { input: 1e6, output: 1e6 }, until: "2020-01-01", source: "", date: "" },
          { rates: { input: 2e6, output: 3e6 }, from: "2020-01-01", source: "", date: "" }
        ]
      }
    default:
      return {}
  }
}

/** What happens between two decisions. */
const happenings = fc.array(
  fc.record({
    row: fc.nat(99),
    after: fc.constantFrom(0, 1000, 40_000, 400_000),
    kind: fc.constantFrom("entered", "answered", "slow", "failed", "new"),
    times: fc.constantFrom(1, 6, 25, 2500),
    decides: fc.boolean()
  }),
  { maxLength: 12 }
)

type Pool = typeof pools extends fc.Arbitrary<infer A> ? A : never

const world = (pool: Pool) => {
  const endpoints = Array.from({ length: 100 }, (_, n) =>
    endpoint(`p${n % 7}`, `m${n}`, {
      ...(pool.unpriced && n % 5 === 0 ? {} : { prices: [cached(1 + ((n * 37) % 11))] }),
      limits: { context: 100_000, ...(n % 3 === 0 ? { output: 300 } : {}) },
      ...(n % 10 === 3 ? unusual(pool.rare) : {})
    })
  )
  return indexOf(endpoints, pool.keyless ? { p3: { keys: [] } } : {})
}

describe("long lists that are decided on again and again", () => {
  it("are decided on as if each were new, whatever happens in between", () =>
    fc.assert(
      fc.property(pools, happenings, (pool, happened) => {
        const index = world(pool)
        const found = Resolve.resolve(index, "m")
        if (found.type !== "items") throw new Error("no items")
        const [item] = found.items
        const signals = Signals.make({ endpoints: 4 })
        let now = 1_700_000_000_000
        const decided = (endpoints: ReadonlyArray<Endpoint>, seed: number) => {
          const snapshot = signals.snapshot(now)
          const context = Constraint.context({
            index,
            request: { ...request, stream: pool.stream },
            facts: {
              ...facts,
              stream: pool.stream,
              ttft_percentile: pool.percentile,
              throughput_percentile: pool.percentile,
              ...(pool.output_tokens === undefined ? {} : { output_tokens: pool.output_tokens }),
              ...(pool.session === undefined ? {} : { session: pool.session })
            },
            routing: {},
            snapshot,
            now
          })
          if (Constraint.isRefusal(context)) throw new Error(context.message)
          return Decide.decide({
            items: [{ ...item!, endpoints }],
            context,
            snapshot,
            name: pool.strategy,
            strategy: Strategies.named[pool.strategy]!,
            selection: pool.selection,
            explore: 0.3,
            seed
          })
        }
        const isKept = () => decided(item!.endpoints, 0).parts.rows.figures.column !== undefined
        isKept()
        assert.isTrue(isKept(), "the second time it is a table")
        for (const [seed, { after, decides, kind, row, times }] of happened.entries()) {
          now += after
          const { id } = item!.endpoints[kind === "new" ? 99 - (row % 20) : row % 60]!
          for (let count = 0; count < times; count++) signals.record(outcome(kind, id, now, count))
          if (!decides) continue
          const before = JSON.stringify(Decide.decision(decided([...item!.endpoints], seed)))
          assert.strictEqual(JSON.stringify(Decide.decision(decided(item!.endpoints, seed))), before)
        }
      }),
      { numRuns: 60 }
    ))
})

const outcome = (kind: string, id: string, at: number, count: number): Outcome => {
  if (kind === "entered") return { type: "entered", endpoint: id, at }
  if (kind === "failed") return { type: "failed", endpoint: id, at, class: "ServerError", stream: true }
  return {
    type: "answered",
    endpoint: id,
    at,
    stream: true,
    ttft_ms: (kind === "slow" ? 4000 : 200) + 7 * count,
    tps: 50 + count,
    model: "m",
    prompt_tokens: 900,
    output_tokens: 120,
    session: "one"
  }
}
