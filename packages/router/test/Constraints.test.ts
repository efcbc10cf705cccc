import { assert, describe, it } from "@effect/vitest"
import type { Routing } from "@turnout/core/Gateway"
import * as Constraint from "@turnout/router/Constraint"
import * as Constraints from "@turnout/router/Constraints"
import * as Decide from "../src/decide/Decide.ts"
import { decide, endpoint, excluded, measured, order, type Asked, type Stated } from "./world.ts"

/** `bad` leads without the constraint, and with it is out for this reason while `good` stays. */
const cases: ReadonlyArray<{
  readonly name: string
  readonly reason: string
  readonly routing?: Routing
  readonly ask?: Asked
  readonly bad?: Stated
  readonly good?: Stated
  readonly before?: Asked
}> = [
  {
    name: "only_byok",
    reason: "credential: the caller has no key for it",
    routing: { only_byok: true },
    ask: { accounts: { good: { keys: ["byok"] } } },
    before: { accounts: { good: { keys: ["byok"] } } }
  },
  {
    name: "only_platform",
    reason: "credential: the host has no key for it",
    routing: { only_platform: true },
    ask: { accounts: { bad: { keys: ["byok"] } } },
    before: { accounts: { bad: { keys: ["byok"] } } }
  },
  {
    name: "tier",
    reason: "tier: standard",
    routing: { tier: "priority" },
    good: { tier: "priority" },
    before: {}
  },
  { name: "providers", reason: "provider: not among the allowed", routing: { providers: ["GOOD"] } },
  {
    name: "exclude_providers",
    reason: "provider: excluded by the caller",
    routing: { exclude_providers: ["b-a_d"] }
  },
  {
    name: "regions",
    reason: "region: us",
    routing: { regions: ["eu"] },
    bad: { regions: ["us"] },
    good: { regions: ["us", "eu"] }
  },
  {
    name: "regions, unknown",
    reason: "region: unknown",
    routing: { regions: ["eu"] },
    good: { regions: ["eu"] }
  },
  {
    name: "quantizations",
    reason: "quantization: fp4",
    routing: { quantizations: ["FP8"] },
    bad: { quantization: "fp4" },
    good: { quantization: "fp8" }
  },
  {
    name: "quantizations, unknown",
    reason: "quantization: unknown",
    routing: { quantizations: ["fp8"] },
    good: { quantization: "fp8" }
  },
  {
    name: "data_policy",
    reason: "data_policy: no_training",
    routing: { data_policy: "zdr" },
    bad: { data_policy: "no_training" },
    good: { data_policy: "zdr" }
  },
  {
    name: "data_policy, stricter than asked",
    reason: "data_policy: none",
    routing: { data_policy: "no_training" },
    bad: { data_policy: "none" },
    good: { data_policy: "zdr" }
  },
  {
    name: "data_policy, unknown",
    reason: "data_policy: unknown",
    routing: { data_policy: "no_training" },
    good: { data_policy: "no_training" }
  },
  {
    name: "require_parameters",
    reason: "parameters: seed",
    routing: { require_parameters: true },
    ask: { request: { seed: 1 } },
    good: { params: { seed: { support: "yes" } } }
  },
  {
    name: "max_cost_per_1m",
    reason: "price: 3 USD per 1M tokens",
    routing: { max_cost_per_1m: 2 },
    bad: { usd: 3 },
    good: { usd: 2 }
  },
  {
    name: "max_cost_per_1m, unknown",
    reason: "price: unknown",
    routing: { max_cost_per_1m: 2 },
    good: { usd: 2 }
  },
  {
    name: "max_cost_usd",
    reason: "price: up to 0.021 USD",
    routing: { max_cost_usd: 0.01 },
    ask: { facts: { output_tokens: 1000 } },
    bad: { usd: 10 },
    good: { usd: 1 }
  },
  {
    name: "max_cost_usd, no limit",
    reason: "price: unknown",
    routing: { max_cost_usd: 0.01 },
    bad: { usd: 1 },
    good: { usd: 1, limits: { output: 100 } }
  },
  {
    name: "min_success_rate",
    reason: "success_rate: 8 of 10",
    routing: { min_success_rate: 0.9 },
    ask: { signals: { "bad/m": measured({ outcomes: 10, successes: 8 }) } }
  },
  {
    name: "max_ttft_ms",
    reason: "ttft: 300 ms",
    routing: { max_ttft_ms: 200 },
    ask: { signals: { "bad/m": measured({ ttft_ms: 300 }) } }
  },
  {
    name: "ttft_percentile",
    reason: "ttft: 900 ms",
    routing: { max_ttft_ms: 500 },
    ask: {
      facts: { ttft_percentile: "p90" },
      signals: { "bad/m": { ttft_samples: 10, ttft_ms: { p50: 100, p90: 900 } } }
    }
  },
  {
    name: "min_throughput_tps",
    reason: "throughput: 10 tokens per second",
    routing: { min_throughput_tps: 20 },
    ask: { signals: { "bad/m": measured({ tps: 10 }) } }
  },
  {
    name: "throughput_percentile",
    reason: "throughput: 5 tokens per second",
    routing: { min_throughput_tps: 20 },
    ask: {
      facts: { throughput_percentile: "p99" },
      signals: { "bad/m": { tps_samples: 10, tps: { p50: 90, p90: 5 } } }
    }
  }
]

const bad = (stated: Stated = {}) => endpoint("bad", "m", stated)
const good = (stated: Stated = {}) => endpoint("good", "m", stated)

describe("what the caller wishes", () => {
  for (const { ask = {}, bad: ill, before, good: well, name, reason, routing } of cases) {
    it(`${name} keeps out, and the winner is another`, () => {
      const endpoints = [bad(ill), good(well)]
      const without: Asked = { ...(before ?? ask), routing: {}, strategy: first }
      assert.strictEqual(order(decide(endpoints, without))[0], "bad/m")
      const decided = decide(endpoints, {
        ...ask,
        strategy: first,
        ...(routing === undefined ? {} : { routing })
      })
      assert.deepStrictEqual(order(decided), ["good/m"])
      assert.deepStrictEqual(excluded(decided), { "bad/m": reason })
    })
  }

  it("a wish for any data policy is no wish", () =>
    assert.strictEqual(decide([bad()], { routing: { data_policy: "none" } }).size, 1))

  it("empty lists of providers are no lists", () =>
    assert.strictEqual(
      decide([bad()], { routing: { providers: [], exclude_providers: [], order: [] } }).size,
      1
    ))

  it("want of samples passes, and the decision says for what", () => {
    const decided = decide([bad()], {
      routing: { min_success_rate: 0.9, max_ttft_ms: 1, min_throughput_tps: 99 }
    })
    assert.deepStrictEqual(Decide.decision(decided).candidates[0]!.unmeasured, [
      "success_rate",
      "ttft",
      "throughput"
    ])
  })

  it("naming the endpoint lifts the tier, but batch never answers a chat", () => {
    const endpoints = [endpoint("p", "free", { tier: "free" }), endpoint("p", "batch", { tier: "batch" })]
    assert.deepStrictEqual(order(decide(endpoints, { models: ["free@p"] })), ["p/free"])
    assert.deepStrictEqual(excluded(decide(endpoints)), {
      "p/batch": "tier: batch does not answer a chat",
      "p/free": "tier: free"
    })
    assert.strictEqual(decide(endpoints, { models: ["batch@p"] }).size, 0)
    assert.strictEqual(decide(endpoints, { models: ["free@p"], routing: { tier: "priority" } }).size, 0)
  })
})

/** The order of ids, `bad` before `good`: nothing but a constraint changes the winner. */
const first: Asked["strategy"] & {} = ({ candidates }) =>
  candidates
    .map(({ endpoint }) => ({ id: endpoint.id, score: 1, utilities: {}, contributions: {} }))
    .sort((left, right) => (left.id < right.id ? -1 : 1))

const tool = { type: "function", function: { name: "f" } } as const
const image = (url: string) =>
  [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }] as const

describe("what the request needs", () => {
  const needs: ReadonlyArray<readonly [string, Asked, Stated, string]> = [
    ["text", {}, { features: { text_output: "no" } }, "media: text output is not supported"],
    [
      "image input",
      { request: { messages: image("data:image/png;base64,AA") } },
      { features: { image: "no" } },
      "media: image input is not supported"
    ],
    [
      "images by URL",
      { request: { messages: image("https://x/y.png") } },
      { features: { image_url: "no" } },
      "media: image input by URL is not supported"
    ],
    [
      "audio input",
      {
        request: {
          messages: [
            { role: "user", content: [{ type: "input_audio", input_audio: { data: "", format: "wav" } }] }
          ]
        }
      },
      { features: { audio: "no" } },
      "media: audio input is not supported"
    ],
    [
      "files",
      { request: { messages: [{ role: "user", content: [{ type: "file", file: {} }] }] } },
      { features: { file: "no" } },
      "media: file input is not supported"
    ],
    [
      "image output",
      { request: { modalities: ["text", "image"] } },
      { features: { image_output: "no" } },
      "media: image output is not supported"
    ],
    [
      "tools",
      { request: { tools: [tool] } },
      { features: { tools: "no" } },
      "tools: tools are not supported"
    ],
    [
      "a history with calls",
      { request: { messages: [{ role: "tool", tool_call_id: "1", content: "" }] } },
      { features: { tools: "no" } },
      "tools: tools are not supported"
    ],
    [
      "custom tools",
      { request: { tools: [{ type: "custom", custom: { name: "c" } }] } },
      { features: { custom_tools: "no" } },
      "tools: custom tools are not supported"
    ],
    [
      "tool_choice required",
      { request: { tools: [tool], tool_choice: "required" } },
      { features: { tool_choice_required: "no" } },
      "tools: tool_choice 'required' is not supported"
    ],
    [
      "a named tool_choice",
      { request: { tools: [tool], tool_choice: tool } },
      { features: { tool_choice_named: "no" } },
      "tools: a named tool_choice is not supported"
    ],
    [
      "json_object",
      { request: { response_format: { type: "json_object" } } },
      { features: { json_object: "no" } },
      "structured_output: response_format 'json_object' is not supported"
    ],
    [
      "json_schema",
      { request: { response_format: { type: "json_schema", json_schema: { name: "s" } } } },
      { features: { json_schema: "no" } },
      "structured_output: response_format 'json_schema' is not supported"
    ],
    [
      "reasoning",
      { request: { reasoning_effort: "low" } },
      { reasons: "no" },
      "reasoning: the model does not reason"
    ],
    ["streaming", { request: { stream: true } }, { features: { stream: "no" } }, "parameters: stream"],
    [
      "parameters, strictly",
      { strict: true, request: { seed: 1, temperature: 1 } },
      { params: { seed: { support: "no" }, temperature: { support: "no" } } },
      "parameters: temperature, seed"
    ],
    [
      "the context window",
      { facts: { prompt_tokens: 1000, output_tokens: 500 } },
      { limits: { context: 1599 } },
      "context_window: 1600 tokens into 1599"
    ],
    [
      "the input limit",
      { facts: { prompt_tokens: 1000 } },
      { limits: { input: 1099 } },
      "context_window: 1100 input tokens into 1099"
    ]
  ]
  for (const [name, ask, stated, reason] of needs) {
    it(`${name}: a known no keeps out, what is unknown does not`, () => {
      const decided = decide([bad(stated), good()], { ...ask, strategy: first })
      assert.deepStrictEqual(order(decided), ["good/m"])
      assert.deepStrictEqual(excluded(decided), { "bad/m": reason })
    })
  }

  it("what is emulated is as good as native", () =>
    assert.strictEqual(
      decide([bad({ features: { json_schema: "emulated" } })], {
        request: { response_format: { type: "json_schema", json_schema: { name: "s" } } }
      }).size,
      1
    ))

  it("tools with tool_choice none and no calls in the history need nothing", () =>
    assert.strictEqual(
      decide([bad({ features: { tools: "no" } })], { request: { tools: [tool], tool_choice: "none" } }).size,
      1
    ))

  it("a model that refuses effort next to tools stays", () =>
    assert.strictEqual(
      decide([bad({ reasons: "yes", features: { tools: "yes", tools_with_reasoning: "no" } })], {
        request: { tools: [tool], reasoning_effort: "low" }
      }).size,
      1
    ))

  it("an output limit that is clamped takes no more room than what is sent", () =>
    assert.strictEqual(
      decide([bad({ limits: { context: 2000, output: 500 } })], { facts: { output_tokens: 9000 } }).size,
      1
    ))

  it("parameters lost are no reason unless the caller says so", () => {
    const ask: Asked = { request: { seed: 1 } }
    assert.strictEqual(decide([bad({ params: { seed: { support: "no" } } })], ask).size, 1)
    assert.strictEqual(decide([bad()], { ...ask, strict: true }).size, 1)
  })

  it("where no window is large enough the largest stay, and other constraints still hold for them", () => {
    const endpoints = [
      endpoint("p", "small", { limits: { context: 100 } }),
      endpoint("p", "large", { limits: { context: 900 } }),
      endpoint("q", "large", { limits: { context: 900 } })
    ]
    assert.sameMembers([...order(decide(endpoints))], ["p/large", "q/large"])
    const decided = decide(endpoints, { signals: { "p/large": { cooling_until: Number.MAX_SAFE_INTEGER } } })
    assert.deepStrictEqual(order(decided), ["q/large"])
  })
})

describe("cooling", () => {
  const cool = { cooling_until: 1_700_000_000_500 }
  it("keeps out until it ends", () => {
    const decided = decide([bad(), good()], { strategy: first, signals: { "bad/m": cool } })
    assert.deepStrictEqual(excluded(decided), { "bad/m": "cooling: for 500 ms" })
    const over = { cooling_until: 1_700_000_000_000 }
    assert.strictEqual(
      order(decide([bad(), good()], { strategy: first, signals: { "bad/m": over } }))[0],
      "bad/m"
    )
  })
})

describe("the order of constraints", () => {
  it("each candidate has one reason, the first that it fails", () => {
    const stated: Stated = { tier: "free", usd: 99, features: { tools: "no", text_output: "no" } }
    const asked: Asked = {
      accounts: { bad: { keys: [] } },
      request: { tools: [tool] },
      routing: { providers: ["good"], regions: ["eu"], max_cost_per_1m: 1 }
    }
    assert.match(excluded(decide([bad(stated), good()], asked))["bad/m"]!, /^credential/)
    assert.match(excluded(decide([bad(stated), good()], { ...asked, accounts: {} }))["bad/m"]!, /^tier/)
  })

  it("is the contract's", () =>
    assert.strictEqual(
      Constraints.all.map(({ reason }) => reason).join(),
      "credential,tier,provider,region,quantization,data_policy,media,tools,structured_output,reasoning,parameters,context_window,price,success_rate,ttft,throughput,cooling"
    ))

  it("a host's own stands before cooling, and is written in a line", () => {
    const own = Constraint.make("weekday", ({ endpoint }) =>
      endpoint.provider === "bad" ? "on Sundays" : undefined
    )
    const asked: Asked = {
      constraints: Constraints.withOwn([own]),
      signals: { "bad/m": { cooling_until: Infinity } }
    }
    assert.deepStrictEqual(excluded(decide([bad(), good()], asked)), { "bad/m": "weekday: on Sundays" })
  })
})

describe("when no candidate is viable", () => {
  const why = (endpoints: ReadonlyArray<ReturnType<typeof endpoint>>, asked: Asked) => {
    const decided = decide(endpoints, asked)
    assert.strictEqual(decided.size, 0)
    return Decide.refusal(decided)
  }

  it("all cooling is a matter of time: 503 with the earliest reopening", () => {
    const refusal = why([bad(), good()], {
      signals: {
        "bad/m": { cooling_until: 1_700_000_009_000 },
        "good/m": { cooling_until: 1_700_000_004_000 }
      }
    })
    assert.strictEqual(refusal.code, "model_unavailable")
    assert.strictEqual(refusal.retry_after_ms, 4000)
  })

  it("one that only cools is enough for that, whatever keeps out the others", () => {
    const refusal = why([bad(), good()], {
      routing: { providers: ["good"] },
      signals: { "good/m": { cooling_until: 1_700_000_004_000 } }
    })
    assert.strictEqual(refusal.code, "model_unavailable")
  })

  const codes: ReadonlyArray<readonly [string, Asked, Stated, string]> = [
    [
      "reasoning_not_supported",
      { request: { reasoning_effort: "high" } },
      { reasons: "no" },
      "No candidate reasons."
    ],
    [
      "tool_choice_required_not_supported",
      { request: { tools: [tool], tool_choice: "required" } },
      { features: { tool_choice_required: "no" } },
      "tool_choice"
    ],
    [
      "required_params_not_supported",
      { strict: true, request: { seed: 1 } },
      { params: { seed: { support: "no" } } },
      "seed"
    ],
    [
      "unsupported_modalities",
      { request: { modalities: ["image"] } },
      { features: { image_output: "no" } },
      "image output is not supported"
    ],
    ["unsupported_modalities", { request: { modalities: ["video"] } }, {}, "video output is not supported"],
    [
      "unsupported_modalities",
      { request: { messages: image("data:") } },
      { features: { image: "no" } },
      "image input is not supported"
    ]
  ]
  for (const [code, asked, stated, message] of codes) {
    it(`${code}: ${message}`, () => {
      // Other tiers are out anyway and do not hide the reason.
      const refusal = why([bad(stated), endpoint("bad", "spot", { ...stated, tier: "spot" })], asked)
      assert.strictEqual(refusal.code, code)
      assert.include(refusal.message, message)
    })
  }

  it("a constraint is named, with the endpoints that would be viable without it", () => {
    const refusal = why([bad({ regions: ["us"] }), good()], {
      routing: { regions: ["eu"], providers: ["bad"] }
    })
    assert.strictEqual(refusal.code, "no_provider_available")
    assert.include(refusal.suggestion, "regions")
    assert.include(refusal.suggestion, "bad/m")
    assert.notInclude(refusal.suggestion, "good/m")
  })

  it("a budget names the max_completion_tokens that fit it", () => {
    const asked = (output_tokens: number): Asked => ({
      facts: { output_tokens },
      routing: { max_cost_usd: 0.01 }
    })
    const endpoints = [bad({ usd: 5 }), good({ usd: 20 })]
    const { suggestion } = why(endpoints, asked(4000))
    const fits = Number(/at most (\d+)/.exec(suggestion!)![1])
    assert.strictEqual(fits, 900)
    assert.strictEqual(decide(endpoints, asked(fits)).size, 1)
    assert.strictEqual(decide(endpoints, asked(fits + 1)).size, 0)
  })

  it("a provider that is not registered is refused by name", () => {
    for (const field of ["providers", "exclude_providers", "order"] as const) {
      assert.throws(() => decide([bad()], { routing: { [field]: ["nobody"] } }), /'nobody'/)
    }
    assert.throws(() => decide([bad()], { routing: { prefer: "nobody" } }), /'nobody'/)
  })
})
