import type * as Routing from "@turnout/core/RoutingMetadata"
import type * as Warnings from "@turnout/core/Warning"
import * as Schema from "effect/Schema"
import { Bag, describes, maybe } from "./describe.ts"

const Warning = describes<Warnings.Warning>()(
  Schema.Struct({
    type: Schema.Literals([
      "unsupported_parameter",
      "defaulted_parameter",
      "unsupported_field",
      "deprecated_parameter",
      "blocked_field",
      "unverified_parameter",
      "schema_weakened",
      "reasoning_dropped",
      "stream_switched",
      "changed_request",
      "not_cached"
    ]),
    code: Schema.String,
    message: Schema.String,
    suggestion: maybe(Schema.String),
    param: maybe(Schema.String),
    from: maybe(Schema.Unknown),
    to: maybe(Schema.Unknown)
  }).annotate({ description: "A change to the request." })
)

const AttemptCost = describes<Routing.AttemptCost>()(
  Schema.Struct({
    usd: maybe(Schema.Finite),
    confidence: Schema.Literals(["exact", "assumed", "unknown"]),
    computed_usd: maybe(Schema.Finite),
    buckets: Bag.annotate({ description: "Pico-dollars per usage bucket." }),
    price_source: maybe(Schema.String),
    price_date: maybe(Schema.String),
    payer: Schema.Literals(["platform", "byok"])
  })
)

const Attempt = describes<Routing.AttemptRecord>()(
  Schema.Struct({
    endpoint: Schema.String,
    provider: Schema.String,
    model: Schema.String,
    credential: maybe(Schema.String),
    query: maybe(Schema.Int),
    outcome: Schema.Literals(["answered", "failed", "skipped", "interrupted"]),
    skipped: maybe(Schema.String),
    hedge: maybe(Schema.Boolean),
    stale: maybe(Schema.Boolean),
    backup: maybe(Schema.Unknown),
    reason: maybe(Schema.String),
    timer: maybe(Schema.String),
    status: maybe(Schema.Int),
    code: maybe(Schema.String),
    message: maybe(Schema.String),
    provider_message: maybe(Schema.String),
    rule: maybe(Schema.String),
    request_id: maybe(Schema.String),
    started_ms: Schema.Finite,
    duration_ms: Schema.Finite,
    waited_ms: maybe(Schema.Finite),
    ttft_ms: maybe(Schema.Finite),
    retry_after_ms: maybe(Schema.Finite),
    cost: maybe(AttemptCost)
  }).annotate({ description: "One request that was sent, or a step that was skipped before." })
)

const Cost = describes<Routing.RoutingCost>()(
  Schema.Struct({
    usd: Schema.Finite,
    cache_savings_percent: maybe(Schema.Finite),
    cache_savings_usd: maybe(Schema.Finite),
    saved_usd: maybe(Schema.Finite)
  })
)

export const RoutingMetadata = describes<Routing.RoutingMetadata>()(
  Schema.Struct({
    provider: Schema.String,
    provider_model_id: Schema.String,
    model_canonical: Schema.String,
    routing_strategy: Schema.String,
    ttft_ms: maybe(Schema.Finite),
    throughput_tps: maybe(Schema.Finite),
    cost: maybe(Cost),
    warnings: Schema.Array(Warning),
    cache: maybe(
      describes<Routing.CacheUse>()(
        Schema.Struct({
          hit: Schema.Boolean,
          age_s: maybe(Schema.Finite),
          key: Schema.String,
          of: maybe(Schema.String)
        })
      )
    ),
    attempts: maybe(Schema.Array(Attempt)),
    decision: maybe(Schema.Unknown.annotate({ description: "The table behind the choice." }))
  }).annotate({ identifier: "RoutingMetadata", description: "How an answer was routed." })
)
