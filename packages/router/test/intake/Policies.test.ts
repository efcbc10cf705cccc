import { assert, describe, it } from "@effect/vitest"
import * as Capabilities from "@turnout/core/Capabilities"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import { Effect } from "effect"
import { fake, house, messages, modes, tell } from "../house.ts"

/** A provider that takes everything but what is stated. */
const taking = (id: string, override: Capabilities.Override) =>
  fake(id, FakeProvider.text(id), {
    capabilities: Capabilities.merge(FakeProvider.capable, override)
  })

const ask = (more: Partial<ChatRequest>, routing: object = {}): ChatRequest => ({
  model: "m",
  messages,
  ...more,
  gateway: { routing: { order: ["lacks", "takes"], ...routing }, include: ["decision", "attempts"] }
})

const no = { support: "no" } as const
const unknown = { support: "unknown" } as const

const lacking = (override: Capabilities.Override) => [taking("lacks", override), taking("takes", {})]

/** Every way in which an endpoint can fail to honour a parameter, and the one that it fails. */
const losses: ReadonlyArray<{
  readonly name: string
  readonly asked: Partial<ChatRequest>
  readonly override: Capabilities.Override
  readonly param: string
}> = [
  { name: "dropped", asked: { seed: 1 }, override: { params: { seed: no } }, param: "seed" },
  {
    name: "dropped next to reasoning",
    asked: { temperature: 1, reasoning_effort: "low" },
    override: { params: { temperature: { support: "yes", with_reasoning: "no" } } },
    param: "temperature"
  },
  {
    name: "clamped",
    asked: { temperature: 2 },
    override: { params: { temperature: { max: 1 } } },
    param: "temperature"
  },
  {
    name: "cut",
    asked: { stop: ["a", "b"] },
    override: { params: { stop: { max_items: 1 } } },
    param: "stop"
  },
  {
    name: "moved to another level",
    asked: { verbosity: "low" },
    override: { params: { verbosity: { values: ["medium"] } } },
    param: "verbosity"
  },
  {
    name: "an effort next to tools",
    asked: { reasoning_effort: "high", tools: [{ type: "function", function: { name: "f" } }] },
    override: { features: { tools_with_reasoning: "no" } },
    param: "reasoning_effort"
  },
  {
    name: "a field of which nobody knows",
    asked: { brand_new: 1 } as Partial<ChatRequest>,
    override: { unlisted: "drop" },
    param: "brand_new"
  }
]

const planned = (request: ChatRequest, providers: Parameters<typeof house>[0], options?: RouterOptions) =>
  Effect.flatMap(Router, (router) => router.plan(request)).pipe(Effect.provide(house(providers, options)))

const refused = (request: ChatRequest, providers: Parameters<typeof house>[0], options?: RouterOptions) =>
  Effect.flip(planned(request, providers, options))

describe("the policy error", () => {
  for (const { asked, name, override, param } of losses) {
    it.effect(`leaves out an endpoint where a parameter would be lost: ${name}`, () =>
      Effect.gen(function* () {
        const { decision, steps } = yield* planned(ask({ ...asked, drop_params: false }), lacking(override))
        assert.deepStrictEqual(
          steps.map((step) => step.provider),
          ["takes"]
        )
        const out = decision.candidates.find(({ endpoint }) => endpoint === "lacks/m")
        assert.deepStrictEqual([out?.verdict, out?.reason, out?.detail], ["excluded", "parameters", param])
        const error = yield* refused(ask({ ...asked, drop_params: false }, { order: [] }), [
          taking("lacks", override)
        ])
        assert.deepStrictEqual([error.status, error.code], [400, "required_params_not_supported"])
        assert.include(error.message, param)
      })
    )
  }

  it.effect("is the router's where the request says nothing, and the request's where it does", () =>
    Effect.gen(function* () {
      const providers = lacking({ params: { seed: no } })
      const firsts = (request: ChatRequest, options: RouterOptions) =>
        Effect.map(planned(request, providers, options), ({ steps }) => steps[0]?.provider)
      assert.strictEqual(yield* firsts(ask({ seed: 1 }), { params: "error" }), "takes")
      assert.strictEqual(yield* firsts(ask({ seed: 1, drop_params: true }), { params: "error" }), "lacks")
      assert.strictEqual(yield* firsts(ask({ seed: 1 }), { params: "warn" }), "lacks")
      assert.strictEqual(yield* firsts(ask({ seed: 1, drop_params: null }), { params: "error" }), "takes")
      assert.strictEqual(yield* firsts(ask({ seed: 1 }), {}), "lacks")
    })
  )

  it.effect("names every parameter that no candidate honours", () =>
    Effect.gen(function* () {
      const error = yield* refused(ask({ seed: 1, top_k: 5, user: "u", drop_params: false }, { order: [] }), [
        taking("a", { params: { seed: no, top_k: no } }),
        taking("b", { params: { user: no } })
      ])
      assert.strictEqual(error.code, "required_params_not_supported")
      for (const name of ["seed", "top_k", "user"]) assert.include(error.message, name)
      assert.include(error.suggestion ?? "", "drop_params")
    })
  )

  it.effect("is no reason to leave out an endpoint that demands a value, or of which nothing is known", () =>
    Effect.gen(function* () {
      const providers = [
        taking("lacks", {
          params: { max_completion_tokens: { demanded: 9 }, seed: unknown },
          features: { json_schema: "emulated" }
        }),
        taking("takes", {})
      ]
      const format = { type: "json_schema", json_schema: { name: "s", schema: {} } } as const
      const { steps } = yield* planned(
        ask({ seed: 1, drop_params: false, response_format: format }),
        providers
      )
      assert.deepStrictEqual(
        steps.map(({ provider }) => provider),
        ["lacks", "takes"]
      )
      assert.deepStrictEqual(
        steps[0]?.warnings.map(({ type, code }) => `${type} ${code}`),
        ["unverified_parameter seed", "defaulted_parameter max_completion_tokens"]
      )
    })
  )
})

describe("require_parameters", () => {
  it.effect("is met by a known yes only: unknown support does not count", () =>
    Effect.gen(function* () {
      const routing = { require_parameters: true }
      for (const override of [{ params: { seed: no } }, { params: { seed: unknown } }]) {
        const { decision, steps } = yield* planned(ask({ seed: 1 }, routing), lacking(override))
        assert.deepStrictEqual(
          steps.map(({ provider }) => provider),
          ["takes"]
        )
        const out = decision.candidates.find(({ endpoint }) => endpoint === "lacks/m")
        assert.deepStrictEqual([out?.reason, out?.detail], ["parameters", "seed"])
      }
      const error = yield* refused(ask({ brand_new: 1 } as Partial<ChatRequest>, routing), lacking({}))
      assert.strictEqual(error.code, "required_params_not_supported")
      assert.include(error.message, "brand_new")
    })
  )

  it.effect("may be the router's own, and the request may lift it", () =>
    Effect.gen(function* () {
      const providers = lacking({ params: { seed: no } })
      const options = { routing: { require_parameters: true } }
      const first = (routing: object) =>
        Effect.map(planned(ask({ seed: 1 }, routing), providers, options), ({ steps }) => steps[0]?.provider)
      assert.strictEqual(yield* first({}), "takes")
      assert.strictEqual(yield* first({ require_parameters: false }), "lacks")
    })
  )
})

describe("the policy warn", () => {
  for (const mode of modes) {
    it.effect(`tells of the endpoint that answered, and of no other: ${mode}`, () =>
      Effect.gen(function* () {
        const { metadata, text } = yield* tell(mode, ask({ seed: 1 }))
        assert.strictEqual(text, "lacks")
        assert.deepStrictEqual(
          metadata.warnings?.map(({ type, code }) => `${type} ${code}`),
          ["unsupported_parameter seed"]
        )
        const other = yield* tell(mode, ask({ seed: 1 }, { order: ["takes"] }))
        assert.deepStrictEqual([other.text, other.metadata.warnings], ["takes", []])
      }).pipe(Effect.provide(house(lacking({ params: { seed: no } }))))
    )
  }
})

describe("what is dropped only where no candidate honours it", () => {
  const first = (more: Partial<ChatRequest>, providers: Parameters<typeof house>[0]) =>
    planned({ model: "m", messages, ...more, gateway: { routing: { selection: "argmax" } } }, providers)

  it.effect("several choices: endpoints that give them come first, whatever the strategy says", () =>
    Effect.gen(function* () {
      for (const rule of [no, { support: "yes", max: 2 } as const]) {
        const { steps } = yield* first({ n: 3 }, [taking("a", { params: { n: rule } }), taking("b", {})])
        assert.deepStrictEqual(
          steps.map(({ provider }) => provider),
          ["b", "a"]
        )
        const body = (step: number) => steps[step]!.body as { readonly n?: number }
        assert.deepStrictEqual([body(0).n, body(1).n], [3, undefined])
      }
      const alone = yield* first({ n: 3 }, [taking("a", { params: { n: no } })])
      assert.deepStrictEqual(
        alone.steps[0]?.warnings.map(({ type, code }) => `${type} ${code}`),
        ["unsupported_parameter n"]
      )
    })
  )

  it.effect("stops: endpoints that take them all come first, else the first are sent, with from and to", () =>
    Effect.gen(function* () {
      const stop = ["a", "b", "c", "d", "e"]
      const few = taking("a", { params: { stop: { max_items: 4 } } })
      const both = yield* first({ stop }, [few, taking("b", {})])
      assert.deepStrictEqual(
        both.steps.map(({ provider }) => provider),
        ["b", "a"]
      )
      const alone = yield* first({ stop }, [few])
      const body = alone.steps[0]?.body as { readonly stop?: ReadonlyArray<string> }
      assert.deepStrictEqual(body.stop, stop.slice(0, 4))
      const [warning] = alone.steps[0]?.warnings ?? []
      assert.deepStrictEqual(
        [warning?.type, warning?.code, warning?.from, warning?.to],
        ["unsupported_parameter", "stop", stop, stop.slice(0, 4)]
      )
      const four = yield* first({ stop: stop.slice(0, 4) }, [few, taking("b", {})])
      assert.strictEqual(four.steps[0]?.provider, "a", "four always fit")
    })
  )
})

describe("reasoning", () => {
  const silent = () => taking("silent", { reasoning: { support: "no" }, params: { reasoning_effort: no } })

  it.effect("that no candidate meets is refused, and the error says what to leave out", () =>
    Effect.gen(function* () {
      const error = yield* refused({ model: "m", messages, reasoning_effort: "low" }, [silent()])
      assert.deepStrictEqual(
        [error.status, error.code, error.param],
        [400, "reasoning_not_supported", "reasoning_effort"]
      )
      assert.include(error.suggestion ?? "", "reasoning_effort")
    })
  )

  it.effect("goes to those who can", () =>
    Effect.gen(function* () {
      const { steps } = yield* planned({ model: "m", messages, reasoning_effort: "low" }, [
        silent(),
        taking("thinks", {})
      ])
      assert.deepStrictEqual(
        steps.map(({ provider }) => provider),
        ["thinks"]
      )
    })
  )

  it.effect("that is not wanted is fine everywhere, without a word, under every policy", () =>
    Effect.gen(function* () {
      for (const reasoning_effort of ["none", "off"] as const) {
        for (const more of [{}, { drop_params: false }]) {
          const { steps } = yield* planned(
            {
              model: "m",
              messages,
              reasoning_effort,
              ...more,
              gateway: { routing: { require_parameters: true } }
            },
            [silent()]
          )
          assert.deepStrictEqual(steps[0]?.warnings, [])
          assert.notProperty(steps[0]?.body, "reasoning_effort")
        }
      }
    })
  )
})
