import { assert, describe, it } from "@effect/vitest"
import type { Routing } from "@turnout/core/Gateway"
import type { Request } from "@turnout/core/Request"
import type { Outcome } from "@turnout/core/Signals"
import * as Constraint from "@turnout/router/Constraint"
import * as Decide from "../../src/decide/Decide.ts"
import * as Tables from "../../src/decide/table/tables.ts"
import * as Resolve from "../../src/resolve/Resolve.ts"
import * as Signals from "@turnout/router/Signals"
import * as Strategies from "@turnout/router/Strategies"
import * as fc from "fast-check"
import type { Strategy } from "@turnout/router/Strategy"
import { endpoint, facts, indexOf, input, request, type Asked } from "../world.ts"

/** Some endpoints, with here and there one that is different. */
const pools = fc.record({
  rare: fc.constantFrom("nothing", "tier", "textless", "streamless", "prior", "quality", "small", "dated"),
  unpriced: fc.boolean(),
  stream: fc.boolean(),
  output_tokens: fc.option(fc.integer({ min: 1, max: 4000 }), { nil: undefined }),
  strategy: fc.constantFrom(...Object.keys(Strategies.named)),
  selection: fc.constantFrom("best", "argmax", "spread"),
  session: fc.option(fc.constantFrom("one", "two"), { nil: undefined }),
  percentile: fc.constantFrom("p50", "p90", "p99"),
  keyless: fc.boolean(),
  size: fc.constantFrom(1, 2, 7, 20, 100)
})

/** What the same items are asked for, one call after the other. */
const wishes = fc.record({
  routing: fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    fc.constantFrom<Routing>(
      { tier: "free" },
      { providers: ["p1", "p3"] },
      { exclude_providers: ["p1", "p3"] },
      { order: ["p3", "p1"] },
      { order: ["p1", "p3"] },
      { prefer: "p3" },
      { regions: ["eu"] },
      { quantizations: ["fp8"] },
      { data_policy: "zdr" },
      { data_policy: "no_training" },
      { only_byok: true },
      { require_parameters: true },
      { max_cost_usd: 0.001 },
      { max_ttft_ms: 300 },
      { mode: "fallback" }
    )
  ),
  request: fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    fc.constantFrom<Partial<Request>>(
      { n: 2 },
      { n: 3 },
      { stop: ["a"] },
      { stop: ["a", "b"] },
      { reasoning_effort: "low" },
      { tools: [{ type: "function", function: { name: "f" } }] },
      { tools: [{ type: "function", function: { name: "f" } }], tool_choice: "required" },
      { response_format: { type: "json_object" } },
      { modalities: ["image"] },
      { messages: [{ role: "user", content: " " }] },
      {
        messages: [
          { role: "user", content: [{ type: "image_url", image_url: { url: "data:image/png;base64,AA" } }] }
        ]
      },
      { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "https://x.test" } }] }] }
    )
  ),
  region: fc.constantFrom(undefined, ["eu"], ["us", "eu"])
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
    decides: fc.boolean(),
    asks: wishes
  }),
  { maxLength: 16 }
)

type Asks = typeof wishes extends fc.Arbitrary<infer A> ? A : never
const plain: Asks = { routing: {}, request: {}, region: undefined }

type Pool = typeof pools extends fc.Arbitrary<infer A> ? A : never

const world = (pool: Pool) => {
  const endpoints = Array.from({ length: pool.size }, (_, n) =>
    endpoint(`p${n % 7}`, `m${n}`, {
      ...(n % 4 === 1 ? { regions: ["eu"], data_policy: "zdr", quantization: "fp8" } : {}),
      ...(n % 4 === 2
        ? { params: { n: { support: "yes", max: 2 }, stop: { support: "yes", max_items: 1 } } }
        : {}),
      ...(n % 4 === 3
        ? { features: { tools: "no", json_object: "yes", image_url: "no" }, reasons: "no" }
        : {}),
      ...(pool.unpriced && n % 5 === 0 ? {} : { prices: [cached(1 + ((n * 37) % 11))] }),
      limits: { context: 100_000, ...(n % 3 === 0 ? { output: 300 } : {}) },
      ...(n % 10 === 3 ? unusual(pool.rare) : {})
    })
  )
  const accounts = Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`p${n}`, {}]))
  return indexOf(endpoints, pool.keyless ? { ...accounts, p3: { keys: [] } } : accounts)
}

describe("items that are decided on again and again", () => {
  it("are decided on as if each time were the first, whatever is asked and happens in between", () =>
    fc.assert(
      fc.property(pools, happenings, (pool, happened) => {
        const index = world(pool)
        const found = Resolve.resolve(index, "m")
        if (found.type !== "items") throw new Error("no items")
        const [item] = found.items
        const signals = Signals.make({ endpoints: 4 })
        let now = 1_700_000_000_000
        const tables = Tables.make([item!])
        const decided = (seed: number, kept: Tables.Tables | undefined, asks: Asks = plain) => {
          const snapshot = signals.snapshot(now)
          const context = Constraint.context({
            index,
            request: { ...request, stream: pool.stream, ...asks.request },
            facts: {
              ...facts,
              stream: pool.stream,
              ttft_percentile: pool.percentile,
              throughput_percentile: pool.percentile,
              ...(pool.output_tokens === undefined ? {} : { output_tokens: pool.output_tokens }),
              ...(pool.session === undefined ? {} : { session: pool.session })
            },
            routing: asks.routing,
            ...(asks.region === undefined ? {} : { region: asks.region }),
            snapshot,
            now
          })
          if (Constraint.isRefusal(context)) throw new Error(context.message)
          return Decide.decide({
            items: [item!],
            tables: kept,
            context,
            snapshot,
            name: pool.strategy,
            strategy: Strategies.named[pool.strategy]!,
            selection: pool.selection,
            explore: 0.3,
            seed
          })
        }
        for (const [seed, { after, asks, decides, kind, row, times }] of happened.entries()) {
          now += after
          const { id } = item!.endpoints[(kind === "new" ? 99 - (row % 20) : row % 60) % pool.size]!
          for (let count = 0; count < times; count++) signals.record(outcome(kind, id, now, count))
          if (!decides) continue
          const before = JSON.stringify(Decide.decision(decided(seed, undefined, asks)))
          assert.strictEqual(JSON.stringify(Decide.decision(decided(seed, tables, asks))), before)
          const again = decided(seed, tables, asks)
          // What comes after a decision is not in its record.
          signals.record(outcome("slow", id, now, 1))
          decided(seed + 1, tables)
          assert.strictEqual(JSON.stringify(Decide.decision(again)), before)
        }
      }),
      { numRuns: 60 }
    ))
})

describe("a compiled table", () => {
  const base = (asked: Asked) =>
    input([endpoint("a", "m", { usd: 1 }), endpoint("b", "m", { usd: 2 })], asked)
  const order = (asked: Decide.DecideInput) =>
    Decide.candidates(Decide.decide(asked)).map(({ endpoint }) => endpoint.id)

  it("follows a price that changes at its date", () => {
    const price = (usd: number, dates: object) => ({
      rates: { input: usd * 1e6, output: usd * 1e6 },
      source: "",
      date: "",
      ...dates
    })
    const date = "2023-11-15T00:00:00Z"
    const changing = endpoint("a", "m", { prices: [price(9, { from: date }), price(1, { until: date })] })
    const asked = input([changing, endpoint("b", "m", { usd: 2 })], { strategy: Strategies.named.cost! })
    const tables = Tables.make(asked.items)
    const index = indexOf([changing, endpoint("b", "m", { usd: 2 })])
    const signals = Signals.make()
    const at = (now: number) => {
      const context = Constraint.context({ index, request, facts, routing: {}, now })
      if (Constraint.isRefusal(context)) throw new Error(context.message)
      return order({ ...asked, context, tables, snapshot: signals.snapshot(now) })[0]
    }
    const change = Date.parse(date)
    assert.deepStrictEqual([change - 2, change - 1, change, change + 1, change - 1].map(at), [
      "a/m",
      "a/m",
      "b/m",
      "b/m",
      "a/m"
    ])
  })

  it("is kept for a question that comes again, and not for one that each call changes", () => {
    const { context, items } = base({})
    const tables = Tables.make(items)
    const asks = (prefer: string) => tables.of({ ...context, routing: { prefer } })
    assert.strictEqual(tables.of(context), tables.of(context))
    assert.notStrictEqual(asks("a"), asks("a"))
    assert.strictEqual(asks("a"), asks("a"))
    const kept = asks("a")
    for (let call = 0; call < 5000; call++) asks(`${call}`)
    assert.strictEqual(asks("a"), kept)
    for (let call = 0; call < 40; call++) asks(`${call % 20}`)
    assert.notStrictEqual(asks("a"), kept, "at most so many are kept")
  })

  it("lends its arrays to one decision at a time: a strategy may decide itself", () => {
    const asked = base({ strategy: Strategies.named.cost! })
    const tables = Tables.make(asked.items)
    const inner: Strategy = ({ candidates, facts, ...more }) => {
      Decide.decide({ ...asked, tables, strategy: Strategies.named.ttft! })
      return Strategies.named.cost!({ candidates, facts, ...more })
    }
    assert.deepStrictEqual(order({ ...asked, tables, strategy: inner }), order(asked))
  })
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
