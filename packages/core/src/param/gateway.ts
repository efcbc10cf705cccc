import * as Schema from "effect/Schema"
import { percentiles } from "../Signals.ts"
import { maxTag, maxTags } from "../internal/limits.ts"
import { atMost } from "./characters.ts"
import { maybe } from "./free.ts"

const names = Schema.Array(Schema.String)
const ratio = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))
const atLeast0 = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))
const above0 = Schema.Finite.check(Schema.isGreaterThan(0))
const count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const percentile = Schema.Literals(percentiles)

export const Models = Schema.Array(Schema.String.check(Schema.isMinLength(1))).check(Schema.isMaxLength(10))

export const Weights = Schema.Struct({
  cost: maybe(atLeast0),
  ttft: maybe(atLeast0),
  tps: maybe(atLeast0),
  throughput: maybe(atLeast0),
  reliability: maybe(atLeast0),
  quality: maybe(atLeast0)
})

export const Routing = Schema.Struct({
  optimize: maybe(Schema.String),
  weights: maybe(Weights),
  mode: maybe(Schema.Literals(["pool", "fallback"])),
  providers: maybe(names),
  exclude_providers: maybe(names),
  prefer: maybe(Schema.String),
  order: maybe(names),
  max_ttft_ms: maybe(above0),
  min_throughput_tps: maybe(atLeast0),
  ttft_percentile: maybe(percentile),
  throughput_percentile: maybe(percentile),
  min_success_rate: maybe(ratio),
  max_cost_per_1m: maybe(atLeast0),
  max_cost_usd: maybe(atLeast0),
  data_policy: maybe(Schema.Literals(["none", "no_training", "zdr"])),
  quantizations: maybe(names),
  regions: maybe(names),
  tier: maybe(Schema.String),
  version: maybe(Schema.Literals(["exact", "prefer"])),
  require_parameters: maybe(Schema.Boolean),
  only_byok: maybe(Schema.Boolean),
  only_platform: maybe(Schema.Boolean),
  allow_fallbacks: maybe(Schema.Boolean),
  max_fallback_attempts: maybe(count),
  deadline_ms: maybe(above0),
  connect_timeout_ms: maybe(above0),
  first_token_timeout_ms: maybe(above0),
  stall_timeout_ms: maybe(above0),
  attempt_timeout_ms: maybe(above0),
  hedge: maybe(
    Schema.Struct({
      after_ms: maybe(atLeast0),
      after_percentile: maybe(percentile),
      max: maybe(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)))
    })
  ),
  slo: maybe(Schema.Struct({ ttft_ms: maybe(above0), late_usd: maybe(atLeast0) })),
  on_interrupt: maybe(Schema.Literals(["fail", "restart", "continue"])),
  session: maybe(Schema.String),
  selection: maybe(Schema.Literals(["best", "argmax", "spread"])),
  seed: maybe(Schema.Int)
})

export const Tags = Schema.Array(atMost(maxTag)).check(Schema.isMaxLength(maxTags))

export const Metadata = Schema.Struct({
  tags: maybe(Tags),
  user_id: maybe(atMost(255)),
  trace_id: maybe(atMost(255)),
  custom_fields: maybe(Schema.Record(atMost(50), atMost(200)).check(Schema.isMaxProperties(10)))
})

export const Cache = Schema.Struct({
  mode: maybe(Schema.Literals(["on", "off", "refresh", "only"])),
  ttl_s: maybe(above0),
  key: maybe(atMost(255)),
  scope: maybe(Schema.Literals(["principal", "workspace", "router"]))
})

export const Gateway = Schema.Struct({
  models: maybe(Models),
  routing: maybe(Routing),
  metadata: maybe(Metadata),
  include: maybe(Schema.Array(Schema.Literals(["attempts", "decision"]))),
  cache: maybe(Cache)
})
