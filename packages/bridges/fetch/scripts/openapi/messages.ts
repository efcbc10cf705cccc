import type * as Errors from "@turnout/messages/MessageError"
import type * as Own from "@turnout/messages/Message"
import * as Schema from "effect/Schema"
import { Bag, describes, maybe, Some } from "./describe.ts"
import { RoutingMetadata } from "./metadata.ts"

const count = Schema.Finite
const counted = Schema.NullOr(Schema.Finite)

const Usage = describes<Own.MessageUsage>()(
  Schema.Struct({
    input_tokens: count,
    cache_creation_input_tokens: counted,
    cache_read_input_tokens: counted,
    cache_creation: Schema.NullOr(
      Schema.Struct({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count })
    ),
    output_tokens: count,
    output_tokens_details: Schema.NullOr(Schema.Struct({ thinking_tokens: count })),
    server_tool_use: Schema.NullOr(Schema.Struct({ web_search_requests: count, web_fetch_requests: count })),
    service_tier: Schema.NullOr(Schema.Literals(["standard", "priority", "batch"])),
    inference_geo: Schema.NullOr(Schema.String),
    speed: Schema.NullOr(Schema.Literals(["standard", "fast"])),
    confidence: maybe(Schema.Literals(["assumed", "unknown"]))
  }).annotate({
    identifier: "MessageUsage",
    description:
      "`input_tokens` are those that no cache gave or took. An endpoint that speaks this API has its own."
  })
)

export const Message = Schema.Struct({
  id: Schema.String,
  type: Schema.Literal("message"),
  role: Schema.Literal("assistant"),
  model: Schema.String,
  content: Schema.Array(Some),
  stop_reason: Schema.NullOr(Schema.String),
  stop_sequence: Schema.NullOr(Schema.String),
  stop_details: Schema.NullOr(Some),
  container: Schema.NullOr(Some),
  diagnostics: Schema.NullOr(Some),
  usage: Usage,
  routing_metadata: RoutingMetadata
}).annotate({
  identifier: "Message",
  description:
    "Anthropic's message with routing metadata; that of an endpoint that speaks this API has its own fields."
})

export const MessageEvent = Bag.annotate({
  identifier: "MessageEvent",
  description: "Anthropic's events, each under its name; `message_delta` has `routing_metadata`."
})

export const MessageError = describes<Errors.MessageErrorBody>()(
  Schema.Struct({
    type: Schema.Literal("error"),
    error: Schema.Struct({
      type: Schema.Literals([
        "invalid_request_error",
        "authentication_error",
        "billing_error",
        "permission_error",
        "not_found_error",
        "request_too_large",
        "rate_limit_error",
        "api_error",
        "timeout_error",
        "overloaded_error"
      ]),
      message: Schema.String,
      code: Schema.String,
      param: Schema.NullOr(Schema.String),
      provider: maybe(Schema.String),
      suggestion: maybe(Schema.String),
      provider_message: maybe(Schema.String)
    }),
    request_id: Schema.String
  }).annotate({ identifier: "MessageError", description: "Anthropic's envelope; 529 is an overload." })
)

export const MessageRequest = Schema.Struct({
  model: maybe(Schema.NullOr(Schema.String)),
  max_tokens: Schema.Int,
  messages: Schema.Array(Some),
  stream: maybe(Schema.NullOr(Schema.Boolean)),
  gateway: maybe(Schema.NullOr(Some)),
  extensions: maybe(Schema.NullOr(Some))
}).annotate({
  identifier: "MessageRequest",
  description: "Anthropic's request with routing options; `model` is any model expression."
})

export const CountRequest = Schema.Struct({
  model: maybe(Schema.NullOr(Schema.String)),
  messages: Schema.Array(Some)
}).annotate({ identifier: "MessageCountRequest" })

export const MessageCount = describes<Own.MessageCount>()(
  Schema.Struct({
    input_tokens: count,
    estimated: maybe(
      Schema.Literal(true).annotate({ description: "No endpoint that counts could be asked." })
    )
  }).annotate({ identifier: "MessageCount" })
)
