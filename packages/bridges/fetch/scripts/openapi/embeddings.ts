import type * as Response from "@turnout/core/CreateEmbeddingResponse"
import { inputTypes } from "@turnout/core/Embedding"
import { RequestSchema } from "@turnout/core/RequestSchema"
import * as Schema from "effect/Schema"
import { Bag, describes, maybe, Names } from "./describe.ts"
import { RoutingMetadata } from "./metadata.ts"

const nullable = <S extends Schema.Top>(schema: S) => maybe(Schema.NullOr(schema))

const Tokens = Schema.Array(Schema.Int)

const { drop_params, extensions, log_query_body, log_response_body, model, region, signature, tags } =
  RequestSchema.fields

export const EmbeddingRequest = Schema.Struct({
  model,
  input: Schema.Union([Schema.String, Schema.Array(Schema.String), Tokens, Schema.Array(Tokens)]).annotate({
    description: "Texts, or texts as the model's own tokens; none of them empty."
  }),
  dimensions: nullable(Schema.Int),
  encoding_format: nullable(Schema.Literals(["float", "base64"])),
  user: nullable(Schema.String),
  gateway: nullable(
    Schema.Struct({
      models: nullable(Names),
      routing: nullable(
        Bag.annotate({
          description: "As a chat's, and `spaces`: `any` where another model's vectors will do."
        })
      ),
      metadata: nullable(Bag),
      include: nullable(Schema.Array(Schema.Literals(["attempts", "decision"]))),
      input_type: nullable(Schema.Literals(inputTypes))
    })
  ),
  extensions,
  drop_params,
  region,
  tags,
  signature,
  log_query_body,
  log_response_body
}).annotate({
  identifier: "EmbeddingRequest",
  description: "OpenAI's embedding request with routing options."
})

export const EmbeddingResponse = describes<
  Response.CreateEmbeddingResponse | Response.Base64EmbeddingResponse
>()(
  Schema.Struct({
    object: Schema.Literal("list"),
    model: Schema.String,
    data: Schema.Array(
      Schema.Struct({
        object: Schema.Literal("embedding"),
        index: Schema.Int,
        embedding: Schema.Union([Schema.Array(Schema.Finite), Schema.String])
      })
    ),
    usage: Schema.Struct({
      prompt_tokens: Schema.Finite,
      total_tokens: Schema.Finite,
      cost: maybe(Schema.Finite.annotate({ description: "USD." })),
      estimated: maybe(Schema.Literal(true).annotate({ description: "The vendor counted nothing." }))
    }),
    routing_metadata: RoutingMetadata
  }).annotate({ identifier: "EmbeddingResponse", description: "A vector per input, all of one model." })
)
