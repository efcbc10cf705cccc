import { assert, describe, it } from "@effect/vitest"
import { Catalog } from "@turnout/core/Catalog"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Decision } from "@turnout/core/Decision"
import type { Stated } from "@turnout/core/Listing"
import type { RouterError } from "@turnout/core/RouterError"
import { type EndpointSignals, unmeasured } from "@turnout/core/Signals"
import { replay } from "@turnout/router/Decision"
import { explain } from "@turnout/router/Explain"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import { Signals } from "@turnout/router/Signals"
import { Effect, Layer } from "effect"
import { fake, house, messages } from "../house.ts"
import { measured } from "../world.ts"

type Offers = { readonly [provider: string]: { readonly [id: string]: Stated } }

const usd = (input: number, output = input): Stated => ({ price: { input, output } })

/** Four providers of `m`, and one of others. */
const offers: Offers = {
  a: { m: { ...usd(1, 9), quality: 0.5 } },
  b: { m: { ...usd(2, 4), quality: 0.9 } },
  c: { m: { ...usd(3, 3), quality: 0.7 } },
  d: { m: {} },
  e: { "lab/n": { model: "n", ...usd(8), quality: 0.95 }, "lab/n:flex": { model: "n", tier: "flex" } }
}

const signals: { readonly [endpoint: string]: Partial<EndpointSignals> } = {
  "a/m": measured({ ttft_ms: 300, tps: 20, outcomes: 10 }),
  "b/m": measured({ ttft_ms: 100, tps: 50, outcomes: 10 }),
  "c/m": measured({ ttft_ms: 200, tps: 100, outcomes: 10 }),
  "e/lab/n": measured({ ttft_ms: 900, tps: 10, outcomes: 10 })
}

interface World {
  readonly offers?: Offers
  readonly signals?: { readonly [endpoint: string]: Partial<EndpointSignals> }
  readonly options?: RouterOptions
}

const known = (given: NonNullable<World["signals"]>): Layer.Layer<Signals> =>
  Layer.succeed(Signals, {
    record: () => {},
    snapshot: () => ({ digest: "d", endpoint: (id) => ({ ...unmeasured, ...given[id] }) })
  })

const catalog = Layer.succeed(Catalog, {
  version: "",
  rows: () => Effect.succeed([]),
  models: Effect.succeed({ models: new Map(), aliases: new Map([["m-latest", "m"]]) })
})

const within = (world: World) =>
  house(
    Object.entries(world.offers ?? offers).map(([id, models]) =>
      fake(id, undefined, { models, aliases: [`${id}-ai`] })
    ),
    { seed: 1, ...world.options },
    known(world.signals ?? signals),
    catalog
  )

const plan = (model: string | Partial<ChatRequest>, world: World = {}) =>
  Effect.gen(function* () {
    const router = yield* Router
    const asked = typeof model === "string" ? { model } : model
    return yield* router.plan({ messages, ...asked } as ChatRequest)
  }).pipe(Effect.provide(within(world)))

const order = (model: string | Partial<ChatRequest>, world: World = {}) =>
  Effect.map(plan(model, world), ({ steps }) => steps.map(({ endpoint }) => endpoint))

const refusal = (
  model: string | Partial<ChatRequest>,
  world: World = {}
): Effect.Effect<RouterError, unknown> => Effect.flip(plan(model, world)) as Effect.Effect<RouterError>

const excluded = ({ candidates }: Decision) =>
  Object.fromEntries(
    candidates.flatMap(({ detail, endpoint, reason }) =>
      reason === undefined ? [] : [[endpoint, `${reason}: ${detail}`]]
    )
  )

/** It replays byte for byte. */
const replays = (decision: Decision) =>
  assert.strictEqual(JSON.stringify(replay(decision)), JSON.stringify(decision))

describe("sort keys", () => {
  const cases: { readonly [route: string]: ReadonlyArray<string> } = {
    "lowest-ttft": ["b/m", "c/m", "a/m", "d/m"],
    t: ["b/m", "c/m", "a/m", "d/m"],
    itl: ["c/m", "b/m", "a/m", "d/m"],
    "tks-per-sec": ["c/m", "b/m", "a/m", "d/m"],
    "lowest-tks-per-sec": ["a/m", "b/m", "c/m", "d/m"],
    "input-cost": ["a/m", "b/m", "c/m", "d/m"],
    "output-cost": ["c/m", "b/m", "a/m", "d/m"],
    // (3 × input + output) / 4: 3, 2.5, 3. Equals go by id.
    cost: ["b/m", "a/m", "c/m", "d/m"],
    q: ["b/m", "c/m", "a/m", "d/m"],
    "lowest-quality": ["a/m", "c/m", "b/m", "d/m"]
  }
  for (const [route, wanted] of Object.entries(cases)) {
    it.effect(`${route}: the raw value decides, a candidate without one comes last`, () =>
      Effect.gen(function* () {
        const made = yield* plan({
          model: `m@${route}`,
          gateway: { routing: { selection: "argmax" } }
        })
        assert.deepStrictEqual(
          made.steps.map(({ endpoint }) => endpoint),
          wanted
        )
        assert.strictEqual(made.decision.strategy, "custom")
        replays(made.decision)
      })
    )
  }

  it.effect("are stable in written order: the last is the primary one", () =>
    Effect.gen(function* () {
      const world: World = {
        offers: { a: { m: usd(1) }, b: { m: usd(2) }, c: { m: usd(2) } },
        signals: {
          "a/m": measured({ ttft_ms: 5 }),
          "b/m": measured({ ttft_ms: 9 }),
          "c/m": measured({ ttft_ms: 7 })
        }
      }
      assert.deepStrictEqual(yield* order("m@ttft|highest-cost", world), ["c/m", "b/m", "a/m"])
      assert.deepStrictEqual(yield* order("m@highest-cost|ttft", world), ["a/m", "c/m", "b/m"])
    })
  )

  it.effect("are exact: a nearly equal candidate does not go first, only equals share the calls", () =>
    Effect.gen(function* () {
      const near: World = {
        offers: { a: { m: usd(1) }, b: { m: usd(1.001) } },
        signals: { "a/m": { in_flight: 99 } }
      }
      const { decision } = yield* plan("m@cost", near)
      assert.deepStrictEqual(
        decision.candidates.map(({ endpoint, probability }) => [endpoint, probability]),
        [
          ["a/m", 1],
          ["b/m", 0]
        ]
      )
      const equal: World = {
        offers: { a: { m: usd(1) }, b: { m: usd(1) } },
        signals: { "a/m": { in_flight: 99 } }
      }
      assert.deepStrictEqual(yield* order("m@cost", equal), ["b/m", "a/m"])
    })
  )
})

describe("exploration", () => {
  const world = (price: Stated): World => ({
    offers: { a: { m: price }, b: { m: usd(2) }, c: { m: usd(3) } },
    signals: {
      "a/m": measured({ ttft_ms: 100, outcomes: 50 }),
      "b/m": measured({ ttft_ms: 200, outcomes: 50 })
    },
    options: { explore: 1 }
  })
  const first = (route: string) => Effect.map(order(`m@${route}`, world(usd(1))), ([endpoint]) => endpoint)

  it.effect(
    "tries the unmeasured where an order rests on what is measured, and not where it rests on facts",
    () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* first("ttft"), "c/m")
        assert.strictEqual(yield* first("cost"), "a/m")
        assert.strictEqual(yield* first("cost|providers:a,c->m@b"), "a/m")
      })
  )
})

describe("weights", () => {
  it.effect("the least sum of raw figures is first, quality counts negative", () =>
    Effect.gen(function* () {
      // a: 3 − 10 × 0.5 = −2; b: 2.5 − 9 = −6.5; c: 3 − 7 = −4.
      const { decision, steps } = yield* plan("m@q:10|c:1")
      assert.deepStrictEqual(
        steps.map(({ endpoint }) => endpoint),
        ["b/m", "c/m", "a/m", "d/m"]
      )
      assert.deepStrictEqual(decision.candidates[0]!.utilities, { quality: 0.9, cost: 2.5 })
      assert.strictEqual(decision.route, "quality:10|cost:1")
      assert.strictEqual(decision.strategy, "custom")
      replays(decision)
      assert.deepStrictEqual(yield* order("m@q:1e-9|ttft:1"), ["b/m", "c/m", "a/m", "d/m"])
      assert.deepStrictEqual(yield* order("m@q:1e-9|itl:1"), ["c/m", "b/m", "a/m", "d/m"])
      // More tokens per second are better.
      assert.deepStrictEqual(yield* order("m@tks-per-sec:1"), ["c/m", "b/m", "a/m", "d/m"])
    })
  )

  it.effect("sort keys beside them decide between equals", () =>
    Effect.gen(function* () {
      const world: World = {
        offers: { a: { m: usd(1) }, b: { m: usd(1) } },
        signals: { "a/m": measured({ ttft_ms: 9 }), "b/m": measured({ ttft_ms: 5 }) }
      }
      assert.deepStrictEqual(yield* order("m@c:1|ttft", world), ["b/m", "a/m"])
    })
  )
})

describe("thresholds", () => {
  it.effect("exclude a candidate that violates one, with the figure; a missing fact fails", () =>
    Effect.gen(function* () {
      const { decision, steps } = yield* plan("m@ic<3|q>=0.5|lowest-output-cost")
      assert.deepStrictEqual(
        steps.map(({ endpoint }) => endpoint),
        ["b/m", "a/m"]
      )
      assert.deepStrictEqual(excluded(decision), {
        "c/m": "threshold: input-cost is 3, not < 3",
        "d/m": "threshold: input-cost is unknown"
      })
      replays(decision)
    })
  )

  it.effect("none left is 404, with exactly these words", () =>
    Effect.gen(function* () {
      const error = yield* refusal("m@q>0.95")
      assert.deepStrictEqual(
        [error.status, error.code, error.param, error.message],
        [404, "no_provider_available", "model", "No providers found within the specified thresholds."]
      )
      assert.strictEqual((yield* refusal("m@lowest-itl<0.001ic")).status, 404)
    })
  )

  it.effect("an unmeasured one fails only where another is measured", () =>
    Effect.gen(function* () {
      const { decision } = yield* plan("m@ttft<250")
      assert.deepStrictEqual(excluded(decision), {
        "a/m": "threshold: ttft is 300, not < 250",
        "d/m": "threshold: ttft is unknown"
      })
      const fresh = yield* plan("m@ttft<250", { signals: {} })
      assert.strictEqual(fresh.steps.length, 4)
      for (const { unmeasured } of fresh.decision.candidates)
        assert.deepStrictEqual(unmeasured, ["threshold"])
      replays(fresh.decision)
      // Measured, but somebody who cannot answer anyway.
      const alone = yield* plan(
        { model: "m@ttft<250", gateway: { routing: { exclude_providers: ["a", "b", "c"] } } },
        { signals: { "a/m": measured({ ttft_ms: 1 }) } }
      )
      assert.deepStrictEqual(
        alone.steps.map(({ endpoint }) => endpoint),
        ["d/m"]
      )
    })
  )

  it.effect("a candidate that only cools down is waited for", () =>
    Effect.gen(function* () {
      const error = yield* refusal("m@q>0.8", { signals: { "b/m": { cooling_until: 5000 } } })
      assert.deepStrictEqual([error.status, error.retry_after_ms], [503, 5000])
    })
  )

  it.effect("alone leave the order to the strategy in force", () =>
    Effect.gen(function* () {
      const { decision } = yield* plan("m@ic<3")
      assert.strictEqual(decision.strategy, "balanced")
      assert.isUndefined(decision.route)
      const cheap = yield* plan({ model: "m@ic<3", gateway: { routing: { optimize: "cost-focus" } } })
      assert.strictEqual(cheap.decision.strategy, "cost-focus")
    })
  )
})

describe("lists", () => {
  it.effect("narrow to providers, models and endpoints by any of their names", () =>
    Effect.gen(function* () {
      const routes: { readonly [model: string]: ReadonlyArray<string> } = {
        "m@ic|providers:B_AI,a": ["a/m", "b/m"],
        "m@ic|skip_providers:a": ["b/m", "c/m", "d/m"],
        "m@ic|endpoints:c/m,m@a": ["a/m", "c/m"],
        "m@ic|skip_endpoints:m-latest@b,d/m": ["a/m", "c/m"],
        "router@ic|models:n": ["e/lab/n"],
        "router@ic|skip_models:m-latest": ["e/lab/n"],
        "router@ic|providers:a|providers:e": ["a/m", "e/lab/n"]
      }
      for (const [model, wanted] of Object.entries(routes)) {
        assert.deepStrictEqual(yield* order(model), wanted, model)
      }
    })
  )

  it.effect("what they do not know is named, and nothing left is told", () =>
    Effect.gen(function* () {
      const provider = yield* refusal("m@providers:a,nobody")
      assert.deepStrictEqual(
        [provider.status, provider.code, provider.param],
        [400, "invalid_parameter_value", "model"]
      )
      assert.include(provider.message, "'nobody'")
      const model = yield* refusal("router@models:nothing")
      assert.deepStrictEqual([model.status, model.code], [404, "model_not_found"])
      const none = yield* refusal("m@providers:e")
      assert.deepStrictEqual([none.status, none.code], [400, "no_provider_available"])
      assert.include((yield* refusal("m@providers:a|skip_providers:b")).message, "cannot stand together")
    })
  )

  it.effect("intersect with gateway.routing.providers", () =>
    Effect.gen(function* () {
      const routing = { providers: ["b", "c"] }
      assert.deepStrictEqual(yield* order({ model: "m@ic|providers:a,b", gateway: { routing } }), ["b/m"])
      const error = yield* refusal({ model: "m@providers:a", gateway: { routing } })
      assert.deepStrictEqual([error.status, error.code], [400, "no_provider_available"])
    })
  )

  it.effect("an endpoint listed by its id is named, whatever its tier", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* order("n@endpoints:e/lab/n:flex"), ["e/lab/n:flex"])
      assert.deepStrictEqual(yield* order("n@providers:e"), ["e/lab/n"])
    })
  )
})

describe("the router", () => {
  it.effect("chooses over all models", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* order("router@q"), ["e/lab/n", "b/m", "c/m", "a/m", "d/m"])
      assert.deepStrictEqual(yield* order("router@q>0.6|lowest-cost"), ["b/m", "c/m", "e/lab/n"])
      assert.sameMembers([...(yield* order("router"))], ["a/m", "b/m", "c/m", "d/m", "e/lab/n"])
      assert.deepStrictEqual(yield* order("router@e"), ["e/lab/n"])
    })
  )

  it.effect("asks the scorer that an item names, and the host's own figure where it says nothing", () =>
    Effect.gen(function* () {
      const options: RouterOptions = {
        scorers: {
          default: (_, model) => (model === "m" ? 0.1 : undefined),
          wise: (request, model) => (model === "m" && request.messages.length === 1 ? 1 : 0)
        }
      }
      const front = (model: string) => Effect.map(order(model, { options }), ([first]) => first!.slice(-1))
      assert.strictEqual(yield* front("router@q"), "n")
      assert.strictEqual(yield* front("router_wise@q"), "m")
      // Each item by its own.
      const both = yield* order("router@q|q>0.5->router_wise@q>0.5|ttft", { options })
      assert.deepStrictEqual(both, ["e/lab/n", "b/m", "c/m", "a/m", "d/m"])
    })
  )

  it.effect("a scorer that is not registered is named", () =>
    Effect.gen(function* () {
      const error = yield* refusal("router_wise@q:1")
      assert.deepStrictEqual([error.status, error.param], [400, "model"])
      assert.include(error.message, "'wise'")
    })
  )
})

describe("suffixes", () => {
  const strategy = (model: Partial<ChatRequest>, options: RouterOptions = {}) =>
    Effect.map(plan(model, { options }), ({ decision }) => decision.strategy)

  it.effect(
    "name the strategy, by its current name; the request's own word is stronger, the host's is not",
    () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* strategy({ model: "m:cost" }), "cost")
        assert.strictEqual(yield* strategy({ model: "m-latest:nitro" }), "tps-focus")
        assert.strictEqual(yield* strategy({ model: "m:cost" }, { optimize: "ttft" }), "cost")
        assert.strictEqual(yield* strategy({ model: "m:cost" }, { routing: { weights: { tps: 1 } } }), "cost")
        const routing = (value: object) => ({ model: "m:cost", gateway: { routing: value } })
        assert.strictEqual(yield* strategy(routing({ optimize: "speed" })), "ttft-focus")
        assert.strictEqual(yield* strategy(routing({ weights: { tps: 1 } })), "custom")
        assert.strictEqual(yield* strategy(routing({ optimize: "ttft", weights: { tps: 1 } })), "custom")
        assert.strictEqual(
          yield* strategy(routing({ optimize: "ttft" }), { routing: { weights: { tps: 1 } } }),
          "ttft"
        )
      })
  )

  it.effect("a metric route beats everything else", () =>
    Effect.gen(function* () {
      const routing = { optimize: "ttft", weights: { cost: 1 } }
      const { decision } = yield* plan({ model: "m@lowest-itl", gateway: { routing } })
      assert.deepStrictEqual(
        [decision.strategy, decision.route, decision.weights],
        ["custom", "lowest-itl", undefined]
      )
    })
  )

  it.effect("beside @ are refused", () =>
    Effect.gen(function* () {
      const error = yield* refusal("m:cost@a")
      assert.deepStrictEqual(
        [error.status, error.code, error.param],
        [400, "invalid_parameter_value", "model"]
      )
    })
  )
})

describe("what cannot be read", () => {
  it.effect("an unknown term is named, with its position and the nearest word", () =>
    Effect.gen(function* () {
      const error = yield* refusal("m@q:1|lowest-itll")
      assert.deepStrictEqual(
        [error.status, error.code, error.param],
        [400, "invalid_parameter_value", "model"]
      )
      assert.include(error.message, "'lowest-itll', at position 6")
      assert.include(error.suggestion, "lowest-itl")
      const bare = yield* refusal("m@qualitty")
      assert.include(bare.message, "'qualitty'")
      assert.include(bare.message, "at position 2")
      assert.include(bare.suggestion, "'quality'")
    })
  )

  it.effect("too many items, and no provider at all", () =>
    Effect.gen(function* () {
      assert.include((yield* refusal("m@a->b->c->d->a->b")).message, "at most 5")
      assert.strictEqual((yield* order("m@a->b->c->d->a->b", { options: { max_chain_items: 6 } })).length, 4)
      assert.strictEqual((yield* refusal("m->n")).status, 400)
    })
  )
})

describe("gateway.models", () => {
  const models = (list: ReadonlyArray<string>, mode: "pool" | "fallback" = "pool"): Partial<ChatRequest> => ({
    gateway: { models: list, routing: { mode, selection: "argmax" } }
  })

  it.effect("items are whole expressions; in fallback each ranks its own", () =>
    Effect.gen(function* () {
      const { decision, steps } = yield* plan(models(["n:cost", "m@lowest-ttft", "m@d"], "fallback"))
      assert.deepStrictEqual(
        steps.map(({ endpoint }) => endpoint),
        ["e/lab/n", "b/m", "c/m", "a/m", "d/m"]
      )
      assert.deepStrictEqual(
        decision.items?.map(({ expression, route, strategy }) => [expression, strategy, route]),
        [
          ["n:cost", "cost", undefined],
          ["m@lowest-ttft", "custom", "lowest-ttft"],
          ["m@d", "balanced", undefined]
        ]
      )
      replays(decision)
    })
  )

  it.effect("a pool has one order: differing ones are refused, one is for all", () =>
    Effect.gen(function* () {
      const error = yield* refusal(models(["m:cost", "n:ttft"]))
      assert.deepStrictEqual([error.status, error.param], [400, "gateway.models[1]"])
      assert.strictEqual((yield* refusal(models(["m@lowest-cost", "n:ttft"]))).status, 400)
      assert.strictEqual(
        (yield* plan(models(["m:floor", "n", "e/lab/n:cost-focus"]))).decision.strategy,
        "cost-focus"
      )
      const routed = yield* plan(models(["m@lowest-ttft", "n"]))
      assert.deepStrictEqual(
        routed.steps.map(({ endpoint }) => endpoint),
        ["b/m", "c/m", "a/m", "e/lab/n", "d/m"]
      )
      replays(routed.decision)
    })
  )

  it.effect("hold no chain", () =>
    Effect.gen(function* () {
      const error = yield* refusal(models(["m", "m@a->b"], "fallback"))
      assert.deepStrictEqual([error.status, error.param], [400, "gateway.models[1]"])
    })
  )
})

describe("chains", () => {
  it.effect("are tried item by item, each with its whole ranked list", () =>
    Effect.gen(function* () {
      const { decision, steps } = yield* plan("m@lowest-ttft|providers:a,b->n@e->m@lowest-cost")
      assert.deepStrictEqual(
        steps.map(({ endpoint }) => endpoint),
        ["b/m", "a/m", "e/lab/n", "c/m", "d/m"]
      )
      assert.deepStrictEqual(
        decision.candidates.slice(0, 5).map(({ place }) => place?.[2] ?? 0),
        [0, 0, 1, 2, 2]
      )
      replays(decision)
    })
  )

  it.effect("are explained item by item", () =>
    Effect.gen(function* () {
      const { decision } = yield* plan("m@lowest-ttft|providers:a,b->n@e")
      const [title] = explain(decision).split("\n")
      assert.match(
        title!,
        /^3 of 4 candidates by custom \(lowest-ttft\) for m@lowest-ttft\|providers:a,b, then balanced \(.*\) for n@e, selection best/
      )
      assert.match(explain((yield* plan("m@q:1|c:2")).decision), /by custom \(quality:1\|cost:2\), selection/)
    })
  )

  it.effect("whom one item keeps out stands at the next that admits it", () =>
    Effect.gen(function* () {
      const { decision, steps } = yield* plan("m@ttft<150->m@a")
      assert.deepStrictEqual(
        steps.map(({ endpoint }) => endpoint),
        ["b/m", "a/m"]
      )
      assert.deepStrictEqual(Object.keys(excluded(decision)), ["c/m", "d/m"])
      assert.deepStrictEqual(
        yield* order("n@providers:e->n:flex@e", {
          offers: { e: { n: {}, "n:flex": { model: "n", tier: "flex" } } }
        }),
        ["e/n", "e/n:flex"]
      )
      replays(decision)
    })
  )

  it.effect("move on where the thresholds of an item leave no candidate", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* order("m@q>0.99->m@c"), ["c/m"])
    })
  )
})

describe("regions", () => {
  const regional: Offers = {
    east: { m: { regions: ["us-east1"], ...usd(1) }, n: { regions: ["us-east1"], ...usd(1) } },
    west: { m: { regions: ["us-west1"], ...usd(2) } },
    both: { m: { regions: ["US-West1", "us-east1"], ...usd(3) } },
    far: { m: { regions: ["asia1"], ...usd(0) } }
  }
  const mixed: Offers = { ...regional, anywhere: { m: usd(9) } }

  it.effect("are tried one by one, each with the whole chain", () =>
    Effect.gen(function* () {
      const { decision, steps } = yield* plan(
        { model: "m@cost->n@east", region: "us-east1->us-west1" },
        { offers: regional }
      )
      assert.deepStrictEqual(
        steps.map(({ endpoint }) => endpoint),
        ["east/m", "both/m", "east/n", "west/m"]
      )
      assert.deepStrictEqual(excluded(decision), { "far/m": "region: asia1" })
      replays(decision)
    })
  )

  it.effect(
    "an endpoint that offers several is tried once, and told of as one that the wish only chose",
    () =>
      Effect.gen(function* () {
        const { steps } = yield* plan({ model: "m@both", region: "us-west1" }, { offers: regional })
        assert.strictEqual(steps.length, 1)
        const { from, message, to } = steps[0]!.warnings[0]!
        assert.deepStrictEqual([from, to], ["us-west1", "US-West1, us-east1"], message)
        const all = yield* plan({ model: "m@both", region: "us-west1->us_east1" }, { offers: regional })
        assert.strictEqual(all.steps.length, 1)
        assert.deepStrictEqual(all.steps[0]!.warnings, [], "whichever it is, it was asked for")
      })
  )

  it.effect("endpoints without regions ignore the parameter, with a warning", () =>
    Effect.gen(function* () {
      const { steps } = yield* plan({ model: "m@cost", region: "us-west1" }, { offers: mixed })
      assert.deepStrictEqual(
        steps.map(({ endpoint, warnings }) => [
          endpoint,
          warnings.map(({ code, type }) => `${type} ${code}`)
        ]),
        [
          ["west/m", []],
          ["both/m", ["unsupported_parameter region"]],
          ["anywhere/m", ["unsupported_parameter region"]]
        ]
      )
    })
  )

  it.effect("under drop_params: false an endpoint without regions is excluded", () =>
    Effect.gen(function* () {
      const asked = { model: "m@cost", region: "us-west1", drop_params: false }
      assert.deepStrictEqual(yield* order(asked, { offers: mixed }), ["west/m", "both/m"])
      const error = yield* refusal({ ...asked, model: "m@anywhere" }, { offers: mixed })
      assert.deepStrictEqual([error.status, error.code], [400, "required_params_not_supported"])
    })
  )

  it.effect("one that no candidate offers is refused where every candidate has regions", () =>
    Effect.gen(function* () {
      const asked = { model: "m", region: "us-east1->mars" }
      const error = yield* refusal(asked, { offers: regional })
      assert.deepStrictEqual(
        [error.status, error.code, error.param],
        [400, "invalid_parameter_value", "region"]
      )
      assert.include(error.message, "'mars'")
      assert.include(error.suggestion, "us-west1")
      assert.isAbove((yield* plan(asked, { offers: mixed })).steps.length, 0)
    })
  )

  it.effect("an empty one is refused", () =>
    Effect.gen(function* () {
      for (const region of ["", "us-east1->", "->"]) {
        const error = yield* refusal({ model: "m", region }, { offers: regional })
        assert.deepStrictEqual([error.status, error.param], [400, "region"], region)
      }
    })
  )
})
