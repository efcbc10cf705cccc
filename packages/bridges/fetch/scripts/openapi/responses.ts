import { RequestSchema } from "@turnout/core/RequestSchema"
import type * as Answer from "@turnout/responses/Response"
import * as Schema from "effect/Schema"
import { Bag, describes, maybe, Some } from "./describe.ts"
import { RoutingMetadata } from "./metadata.ts"

const nullable = <S extends Schema.Top>(schema: S) => maybe(Schema.NullOr(schema))

const orNull = <S extends Schema.Top>(schema: S) => Schema.NullOr(schema)

const {
  extensions,
  gateway,
  model,
  parallel_tool_calls,
  prompt_cache_key,
  safety_identifier,
  temperature,
  top_k,
  top_p,
  user
} = RequestSchema.fields

const Levels = Schema.Literals(["none", "minimal", "low", "medium", "high", "xhigh", "max", "off"])

export const ResponseRequest = Schema.Struct({
  model,
  input: Schema.Union([Schema.String, Schema.Array(Some)]).annotate({
    description: "A text of the user's, or the items of a conversation."
  }),
  instructions: nullable(Schema.String),
  tools: nullable(Schema.Array(Some)),
  tool_choice: nullable(Schema.Union([Schema.String, Some])),
  parallel_tool_calls,
  max_output_tokens: nullable(Schema.Int),
  max_tool_calls: nullable(Schema.Int),
  temperature,
  top_p,
  top_k,
  top_logprobs: nullable(Schema.Int),
  stream: nullable(Schema.Boolean),
  text: nullable(Some),
  reasoning: nullable(Some),
  reasoning_effort: nullable(Levels),
  truncation: nullable(Schema.Literals(["auto", "disabled"])),
  metadata: nullable(Schema.Record(Schema.String, Schema.String)),
  include: nullable(Schema.Array(Schema.String)),
  user,
  prompt_cache_key,
  safety_identifier,
  store: nullable(Schema.Literal(false)),
  background: nullable(Schema.Literal(false)),
  gateway,
  extensions
}).annotate({
  identifier: "ResponseRequest",
  description: "OpenAI's Responses request with routing options. Nothing is stored."
})

const Usage = describes<Answer.ResponseUsage>()(
  Schema.Struct({
    input_tokens: Schema.Finite,
    input_tokens_details: Schema.Struct({
      cached_tokens: Schema.Finite,
      cache_write_tokens: Schema.Finite
    }),
    output_tokens: Schema.Finite,
    output_tokens_details: Schema.Struct({ reasoning_tokens: Schema.Finite }),
    total_tokens: Schema.Finite
  })
)

export const Response = describes<Answer.Response>()(
  Schema.Struct({
    id: Schema.String,
    object: Schema.Literal("response"),
    created_at: Schema.Int,
    completed_at: nullable(Schema.Finite),
    status: Schema.Literals(["completed", "failed", "incomplete", "in_progress"]),
    error: orNull(Schema.Struct({ code: Schema.String, message: Schema.String })),
    incomplete_details: orNull(Schema.Struct({ reason: maybe(Schema.String) })),
    instructions: orNull(Schema.String),
    max_output_tokens: nullable(Schema.Finite),
    max_tool_calls: nullable(Schema.Finite),
    model: Schema.String,
    output: Schema.Array(Some),
    output_text: Schema.String,
    parallel_tool_calls: Schema.Boolean,
    previous_response_id: maybe(Schema.Null),
    prompt_cache_key: nullable(Schema.String),
    reasoning: nullable(Some),
    safety_identifier: nullable(Schema.String),
    service_tier: nullable(Schema.String),
    store: maybe(Schema.Literal(false)),
    temperature: orNull(Schema.Finite),
    text: maybe(Some),
    tool_choice: Schema.Union([Schema.String, Some]),
    tools: Schema.Array(Some),
    top_logprobs: nullable(Schema.Finite),
    top_p: orNull(Schema.Finite),
    truncation: nullable(Schema.String),
    user: maybe(Schema.String),
    metadata: orNull(Schema.Record(Schema.String, Schema.String)),
    access_programs: Schema.Null,
    background: maybe(Schema.Literal(false)),
    usage: maybe(Usage),
    routing_metadata: maybe(RoutingMetadata)
  }).annotate({
    identifier: "Response",
    description: "OpenAI's response. An endpoint that speaks Responses adds what else it says."
  })
)

export const ResponseEvent = Bag.annotate({
  identifier: "ResponseEvent",
  description: "One of OpenAI's events of a response, by its `type`; `sequence_number` is dense."
})
