import type * as Completion from "@turnout/core/ChatCompletion"
import type * as Chunk from "@turnout/core/ChatCompletionChunk"
import * as Schema from "effect/Schema"
import { Bag, describes, maybe, Some } from "./describe.ts"
import { RoutingMetadata } from "./metadata.ts"

const FinishReason = Schema.Literals(["stop", "length", "tool_calls", "content_filter"])

export const Usage = describes<Completion.CompletionUsage>()(
  Schema.Struct({
    prompt_tokens: Schema.Finite,
    completion_tokens: Schema.Finite,
    total_tokens: Schema.Finite,
    prompt_tokens_details: maybe(
      Schema.Struct({
        cached_tokens: maybe(Schema.Finite),
        cache_write_tokens: maybe(Schema.Finite),
        audio_tokens: maybe(Schema.Finite),
        image_tokens: maybe(Schema.Finite)
      })
    ),
    completion_tokens_details: maybe(
      Schema.Struct({
        reasoning_tokens: maybe(Schema.Finite),
        audio_tokens: maybe(Schema.Finite),
        image_tokens: maybe(Schema.Finite)
      })
    ),
    confidence: maybe(Schema.Literal("assumed")),
    cost: maybe(Schema.Finite.annotate({ description: "USD." }))
  }).annotate({ identifier: "Usage", description: "What the vendor did not report is absent." })
)

const ofCall = { signature: maybe(Schema.String), provider_fields: maybe(Bag) }

const ToolCall = describes<Completion.CompletionToolCall>()(
  Schema.Union([
    Schema.Struct({
      id: Schema.String,
      type: Schema.Literal("function"),
      function: Schema.Struct({ name: Schema.String, arguments: Schema.String }),
      ...ofCall
    }),
    Schema.Struct({
      id: Schema.String,
      type: Schema.Literal("custom"),
      custom: Schema.Struct({ name: Schema.String, input: Schema.String }),
      ...ofCall
    })
  ])
)

const ReasoningDetails = Schema.Array(Some).annotate({
  description: "To be sent back as it came; `reasoning_content` is the same as text, for readers."
})

const Logprobs = Schema.NullOr(
  Schema.Struct({
    content: Schema.NullOr(Schema.Array(Some)),
    refusal: Schema.NullOr(Schema.Array(Some))
  })
)

const Message = describes<Completion.CompletionMessage>()(
  Schema.Struct({
    role: Schema.Literal("assistant"),
    content: Schema.NullOr(Schema.String),
    refusal: Schema.NullOr(Schema.String),
    annotations: maybe(Schema.Array(Some)),
    reasoning_content: maybe(Schema.String),
    reasoning_details: maybe(ReasoningDetails),
    tool_calls: maybe(Schema.Array(ToolCall)),
    provider_fields: maybe(Bag)
  })
)

const head = {
  id: Schema.String,
  created: Schema.Int.annotate({ description: "Seconds since 1970." }),
  model: Schema.String,
  service_tier: maybe(Schema.String),
  system_fingerprint: maybe(Schema.String)
}

const ofChoice = {
  index: Schema.Int,
  native_finish_reason: maybe(Schema.NullOr(Schema.String)),
  provider_fields: maybe(Bag)
}

export const ChatCompletion = describes<Completion.ChatCompletion>()(
  Schema.Struct({
    ...head,
    object: Schema.Literal("chat.completion"),
    choices: Schema.Array(
      describes<Completion.CompletionChoice>()(
        Schema.Struct({ ...ofChoice, message: Message, logprobs: Logprobs, finish_reason: FinishReason })
      )
    ),
    usage: maybe(Usage),
    routing_metadata: RoutingMetadata
  }).annotate({ identifier: "ChatCompletion" })
)

const ChunkToolCall = describes<Chunk.ChunkToolCall>()(
  Schema.Struct({
    index: Schema.Int,
    id: maybe(Schema.String),
    type: maybe(Schema.Literals(["function", "custom"])),
    function: maybe(Schema.Struct({ name: maybe(Schema.String), arguments: maybe(Schema.String) })),
    custom: maybe(Schema.Struct({ name: maybe(Schema.String), input: maybe(Schema.String) })),
    ...ofCall
  })
)

const Delta = describes<Chunk.ChunkDelta>()(
  Schema.Struct({
    role: maybe(Schema.Literal("assistant")),
    content: maybe(Schema.NullOr(Schema.String)),
    refusal: maybe(Schema.NullOr(Schema.String)),
    tool_calls: maybe(Schema.Array(ChunkToolCall)),
    reasoning_content: maybe(Schema.String),
    reasoning_details: maybe(ReasoningDetails),
    annotations: maybe(Schema.Array(Some)),
    provider_fields: maybe(Bag)
  })
)

export const ChatCompletionChunk = describes<Chunk.ChatCompletionChunk>()(
  Schema.Struct({
    ...head,
    object: Schema.Literal("chat.completion.chunk"),
    choices: Schema.Array(
      describes<Chunk.ChunkChoice>()(
        Schema.Struct({
          ...ofChoice,
          delta: Delta,
          logprobs: maybe(Logprobs),
          finish_reason: Schema.NullOr(FinishReason)
        })
      )
    ),
    usage: maybe(Schema.NullOr(Usage)),
    routing_metadata: maybe(RoutingMetadata),
    routing_event: maybe(
      Schema.Struct({
        type: Schema.Literals(["reset", "switched"]),
        from: Schema.String,
        to: Schema.String
      })
    )
  }).annotate({
    identifier: "ChatCompletionChunk",
    description: "The last one has no choices, but usage and routing metadata; `[DONE]` follows."
  })
)
