import { assert, it } from "@effect/vitest"
import type { Decision } from "@turnout/core/Decision"
import type { Endpoint } from "@turnout/core/Endpoint"
import * as ModelExpression from "@turnout/core/ModelExpression"
import * as Normalize from "@turnout/core/Normalize"
import { type EndpointSignals, unmeasured } from "@turnout/core/Signals"
import { replay } from "@turnout/router/Decision"
import * as Draft from "../../src/intake/Draft.ts"
import * as MetricRoute from "../../src/decide/MetricRoute.ts"
import * as Resolve from "../../src/resolve/Resolve.ts"
import * as StrategyLaws from "@turnout/testing/StrategyLaws"
import { Result } from "effect"
import * as fc from "fast-check"
import { endpoint, indexOf, measured, now } from "../world.ts"

const regions = ["east", "west", "north"]
const providers = ["a", "b", "c", "d"]
const models = ["m", "n"]

const maybe = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined })
const few = fc.integer({ min: 0, max: 4 })

const offers: fc.Arbitrary<ReadonlyArray<Endpoint>> = fc
  .uniqueArray(
    fc.record({
      provider: fc.constantFrom(...providers),
      model: fc.constantFrom(...models),
      usd: maybe(few),
      quality: maybe(fc.constantFrom(0, 0.2, 0.5, 0.9)),
      regions: maybe(fc.subarray(regions, { minLength: 1 })),
      tier: fc.constantFrom("standard" as const, "standard" as const, "flex" as const)
    }),
    { minLength: 3, maxLength: 8, selector: ({ model, provider }) => `${provider}/${model}` }
  )
  .map((list) =>
    list.map(({ model, provider, quality, regions, tier, usd }) =>
      endpoint(provider, model, {
        model,
        tier,
        ...(usd === undefined ? {} : { usd }),
        ...(quality === undefined ? {} : { quality }),
        ...(regions === undefined ? {} : { regions })
      })
    )
  )

const signals: fc.Arbitrary<ReadonlyMap<string, EndpointSignals>> = fc
  .array(
    fc.record({
      id: fc.tuple(fc.constantFrom(...providers), fc.constantFrom(...models)).map((parts) => parts.join("/")),
      ttft_ms: maybe(few.map((value) => value * 100)),
      tps: maybe(few.map((value) => value * 10 + 1)),
      outcomes: few,
      in_flight: few,
      cooling: fc.boolean()
    }),
    { maxLength: 8 }
  )
  .map(
    (list) =>
      new Map(
        list.map(({ cooling, id, in_flight, outcomes, tps, ttft_ms }) => [
          id,
          {
            ...unmeasured,
            ...measured({
              outcomes,
              in_flight,
              ...(ttft_ms === undefined ? {} : { ttft_ms }),
              ...(tps === undefined ? {} : { tps })
            }),
            cooling_until: cooling ? now + 1000 : 0
          }
        ])
      )
  )

const metric = fc.constantFrom(...(Object.keys(ModelExpression.good) as Array<ModelExpression.Metric>))
const term: fc.Arbitrary<ModelExpression.Term> = fc.oneof(
  fc.record({
    type: fc.constant("sort" as const),
    metric,
    direction: fc.constantFrom("lowest" as const, "highest" as const)
  }),
  fc.record({ type: fc.constant("weight" as const), metric, weight: few }),
  fc.record({
    type: fc.constant("threshold" as const),
    metric,
    bounds: fc.array(
      fc.record({
        operator: fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const),
        value: fc.constantFrom(0.5, 2, 150, 1000)
      }),
      { minLength: 1, maxLength: 2 }
    )
  }),
  fc.record({
    type: fc.constant("skip" as const),
    of: fc.constant("providers" as const),
    ids: fc.subarray(providers, { minLength: 1, maxLength: 2 })
  })
)
const item: fc.Arbitrary<ModelExpression.Item> = fc.record({
  model: fc.oneof(
    fc.record({ type: fc.constant("model" as const), id: fc.constantFrom(...models) }),
    fc.constant({ type: "router" as const })
  ),
  route: fc.oneof(
    fc.record({ type: fc.constant("provider" as const), name: fc.constantFrom(...providers) }),
    fc.record({
      type: fc.constant("terms" as const),
      terms: fc.array(term, { minLength: 1, maxLength: 3 })
    })
  )
})
const expression = fc
  .array(item, { minLength: 1, maxLength: 4 })
  .map((items) => ModelExpression.print({ items }))

const asked = fc.record({
  offers,
  signals,
  seed: fc.nat(),
  region: maybe(
    fc.array(fc.constantFrom(...regions), { minLength: 1, maxLength: 2 }).map((all) => all.join("->"))
  ),
  asked: fc.oneof(
    expression.map((model) => ({ model })),
    fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => ({
      gateway: {
        models: items.map((each) => ModelExpression.print({ items: [each] })),
        routing: { mode: "fallback" as const }
      }
    }))
  ),
  selection: maybe(fc.constantFrom("best" as const, "argmax" as const, "spread" as const)),
  order: maybe(fc.subarray(providers, { minLength: 1 }))
})
type Asked = typeof asked extends fc.Arbitrary<infer A> ? A : never

const decide = (world: Asked, endpoints = world.offers): Decision | undefined => {
  const { gateway = {}, ...rest } = world.asked as { gateway?: { routing?: object } }
  const normalized = Normalize.normalize({
    messages: [{ role: "user", content: "hello" }],
    ...rest,
    ...(world.region === undefined ? {} : { region: world.region }),
    gateway: {
      ...gateway,
      routing: {
        ...gateway.routing,
        ...(world.selection === undefined ? {} : { selection: world.selection }),
        ...(world.order === undefined ? {} : { order: world.order })
      },
      include: ["decision"]
    }
  })
  if (Result.isFailure(normalized)) throw normalized.failure
  const index = indexOf(endpoints, Object.fromEntries(providers.map((id) => [id, {}])))
  const snapshot = {
    digest: "d",
    endpoint: (id: string) => world.signals.get(id) ?? unmeasured
  }
  const moment = { index, snapshot, now, seed: world.seed }
  const draft = Draft.make(normalized.success, moment, {}, {})
  return Result.isFailure(draft) ? draft.failure.decision : draft.success.decision()
}

it("a recorded decision of any expression replays byte for byte, also out of JSON", () => {
  let decided = 0
  let routed = 0
  fc.assert(
    fc.property(asked, (world) => {
      const decision = decide(world)
      if (decision === undefined) return
      decided++
      if (decision.items !== undefined || decision.route !== undefined) routed++
      const text = JSON.stringify(decision)
      assert.strictEqual(JSON.stringify(replay(decision)), text)
      assert.strictEqual(JSON.stringify(replay(JSON.parse(text) as Decision)), text)
    }),
    { numRuns: 1500 }
  )
  assert.isAbove(decided, 300)
  assert.isAbove(routed, 100)
})

it("it is the same in whatever order providers are registered", () => {
  fc.assert(
    fc.property(asked, (world) => {
      const turned = world.offers.toReversed()
      assert.strictEqual(JSON.stringify(decide(world, turned)), JSON.stringify(decide(world)))
    }),
    { numRuns: 500 }
  )
})

it("every listed candidate is in the record once: viable with its figures adding up, or excluded for one reason", () => {
  fc.assert(
    fc.property(asked, (world) => {
      const decision = decide(world)
      if (decision === undefined) return
      const ids = decision.candidates.map(({ endpoint }) => endpoint)
      assert.strictEqual(new Set(ids).size, ids.length)
      let chances = 0
      let place: ReadonlyArray<number> = []
      for (const candidate of decision.candidates) {
        if (candidate.verdict === "excluded") {
          assert.isString(candidate.reason)
          continue
        }
        assert.isUndefined(candidate.reason)
        const sum = Object.values(candidate.contributions ?? {}).reduce((total, each) => total + each, 0)
        assert.strictEqual(sum, candidate.score)
        chances += candidate.probability!
        // Region, item and the caller's order come before any score.
        const own = candidate.place ?? [0, 0, 0, 0, 0, 0]
        const first = own.findIndex((key, index) => key !== (place[index] ?? 0))
        if (place.length > 0 && first >= 0) assert.isAbove(own[first]!, place[first]!)
        place = own
      }
      if (decision.candidates.some(({ verdict }) => verdict === "viable")) assert.closeTo(chances, 1, 1e-9)
    }),
    { numRuns: 800 }
  )
})

it("any text is resolved to candidates or refused, and nothing is thrown", () => {
  const index = indexOf(
    [endpoint("a", "m"), endpoint("b", "n", { model: "n" })],
    { shop: { open: true } },
    { alias: "m" }
  )
  const piece = fc.constantFrom(
    ..."m n alias a b shop @ -> | : < > , 1 0.5 ttft q lowest- providers: models: endpoints: router cost __proto__ a/m".split(
      " "
    )
  )
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.array(piece, { maxLength: 10 }).map((all) => all.join(""))
  )
  fc.assert(
    fc.property(text, fc.boolean(), (expression, single) => {
      const found = Resolve.resolve(index, expression, { single })
      if (found.type === "refused") {
        assert.isBelow(found.refusal.message.length, 400)
        return
      }
      assert.isAbove(found.items.length, 0)
      for (const { endpoints } of found.items) assert.isAbove(endpoints.length, 0)
      if (single) assert.strictEqual(found.items.length, 1)
    }),
    { numRuns: 3000 }
  )
})

it("a metric route keeps the laws of strategies", () => {
  const routes = [
    "lowest-ttft",
    "highest-quality|lowest-cost",
    "quality:2|ttft:0.001|lowest-itl",
    "tks-per-sec:1"
  ]
  for (const route of routes) {
    const order = MetricRoute.orderOf(ModelExpression.parseTerms(route)!)
    StrategyLaws.check(MetricRoute.strategy(order))
  }
})
