import { but, type Row } from "./Row.ts"

const long = (length: number) => "x".repeat(length)
const names = { passes: [[], ["a"], ["a", "b"]], fails: [...but("list"), [5], [["a"]]] }
const flag = { passes: [true, false], fails: but("flag") }
const text = { passes: ["x"], fails: but("text") }
const above0 = { passes: [0.001, 1, 600_000], fails: [0, -1, NaN, ...but("number")] }
const from0 = { passes: [0, 0.5, 100], fails: [-0.001, Infinity, ...but("number")] }
const percentile = { passes: ["p50", "p75", "p90", "p95", "p99"], fails: ["p51", "50", ...but("text")] }

type Limits = Pick<Row, "passes" | "fails" | "with">

/** So that the object is not empty without the field. */
const under = (field: string, rest: object) => ({ gateway: { routing: { [field]: rest } } })

const kept = { gateway: { cache: { ttl_s: 1 } } }

const rowsOf = (path: string, limits: { readonly [field: string]: Limits }): ReadonlyArray<Row> =>
  Object.entries(limits).map(([field, limit]) => ({ field: `${path}.${field}`, ...limit }))

/** Section 5.1 and 2.4: every key that may stand under `gateway`. */
export const gateway: ReadonlyArray<Row> = [
  ...rowsOf("gateway", {
    models: { passes: [[]], fails: [...but("list"), [""], [5], Array.from({ length: 11 }, () => "m")] },
    routing: { passes: [{}], fails: but("object") },
    metadata: { passes: [{}], fails: but("object") },
    include: { passes: [[], ["attempts"], ["attempts", "decision"]], fails: [...but("list"), ["all"], [5]] },
    cache: { passes: [{}, { mode: "on" }], fails: but("object") }
  }),
  ...rowsOf("gateway.cache", {
    mode: { passes: ["on", "off", "refresh", "only"], fails: ["no", ...but("text")], with: kept },
    ttl_s: { ...above0, with: { gateway: { cache: { mode: "on" } } } },
    key: { passes: ["", long(255)], fails: [long(256), ...but("text")], with: kept },
    scope: {
      passes: ["principal", "workspace", "router"],
      fails: ["everyone", ...but("text")],
      with: kept
    }
  }),
  ...rowsOf("gateway.routing", {
    optimize: { passes: ["cost", "of-the-host"], fails: but("text") },
    weights: { passes: [{ cost: 1 }], fails: [...but("object"), {}, { price: 1 }] },
    mode: { passes: ["pool", "fallback"], fails: ["both", ...but("text")] },
    providers: names,
    exclude_providers: names,
    prefer: text,
    order: names,
    max_ttft_ms: above0,
    min_throughput_tps: from0,
    ttft_percentile: percentile,
    throughput_percentile: percentile,
    min_success_rate: { passes: [0, 0.5, 1], fails: [-0.001, 1.001, ...but("number")] },
    max_cost_per_1m: from0,
    max_cost_usd: from0,
    data_policy: { passes: ["none", "no_training", "zdr"], fails: ["strict", ...but("text")] },
    quantizations: names,
    regions: names,
    tier: text,
    version: { passes: ["exact", "prefer"], fails: ["latest", ...but("text")] },
    require_parameters: flag,
    only_byok: flag,
    only_platform: flag,
    allow_fallbacks: flag,
    max_fallback_attempts: { passes: [0, 4, 100], fails: [-1, 0.5, ...but("number")] },
    deadline_ms: above0,
    connect_timeout_ms: above0,
    first_token_timeout_ms: above0,
    stall_timeout_ms: above0,
    attempt_timeout_ms: above0,
    hedge: { passes: [{}, { after_ms: 5 }], fails: but("object") },
    slo: { passes: [{}, { ttft_ms: 5 }], fails: but("object") },
    on_interrupt: { passes: ["fail", "restart", "continue"], fails: ["stop", ...but("text")] },
    session: text,
    selection: { passes: ["best", "argmax", "spread"], fails: ["first", ...but("text")] },
    seed: { passes: [0, -1, 2 ** 40], fails: [0.5, ...but("number")] }
  }),
  ...rowsOf(
    "gateway.routing.weights",
    Object.fromEntries(
      ["cost", "ttft", "tps", "throughput", "reliability", "quality"].map((name) => [
        name,
        {
          passes: [0.001, 1, 100],
          fails: [-0.001, ...but("number")],
          with: under("weights", name === "quality" ? { cost: 1 } : { quality: 1 })
        }
      ])
    )
  ),
  ...rowsOf("gateway.routing.hedge", {
    after_ms: { ...from0, with: under("hedge", { max: 1 }) },
    after_percentile: { ...percentile, with: under("hedge", { max: 1 }) },
    max: { passes: [1, 5], fails: [0, 1.5, ...but("number")], with: under("hedge", { after_ms: 1 }) }
  }),
  ...rowsOf("gateway.routing.slo", {
    ttft_ms: { passes: [0.5, 3000], fails: [0, -1, ...but("number")], with: under("slo", { late_usd: 1 }) },
    late_usd: { passes: [0, 0.003], fails: [-1, ...but("number")], with: under("slo", { ttft_ms: 1 }) }
  }),
  ...rowsOf("gateway.metadata", {
    tags: {
      passes: [[], [long(50)], Array.from({ length: 100 }, (_, index) => `t${index}`)],
      fails: [...but("list"), [5], [long(51)], Array.from({ length: 101 }, () => "t")]
    },
    user_id: { passes: ["", long(255)], fails: [long(256), ...but("text")] },
    trace_id: { passes: ["", long(255)], fails: [long(256), ...but("text")] },
    custom_fields: {
      passes: [
        {},
        { [long(50)]: long(200) },
        Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`k${index}`, "v"]))
      ],
      fails: [
        ...but("object"),
        { a: 5 },
        { a: null },
        { [long(51)]: "v" },
        { a: long(201) },
        Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`k${index}`, "v"]))
      ]
    }
  })
]
