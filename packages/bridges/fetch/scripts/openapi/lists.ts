import { inputTypes } from "@turnout/core/Embedding"
import type * as Budget from "@turnout/router/Budget"
import type * as Directory from "@turnout/router/Directory"
import type * as Providers from "@turnout/router/ProviderList"
import * as Schema from "effect/Schema"
import { Bag, describes, list, maybe, Names } from "./describe.ts"

const price = Schema.NullOr(Schema.Finite).annotate({ description: "USD per 1M tokens." })

export const Model = describes<Directory.Model>()(
  Schema.Struct({
    id: Schema.String,
    object: Schema.Literal("model"),
    created: Schema.NullOr(Schema.Int),
    owned_by: Schema.String,
    context_window: Schema.NullOr(Schema.Finite),
    supported_endpoints: Names,
    providers: Schema.Array(
      describes<Directory.ModelProvider>()(
        Schema.Struct({
          name: Schema.String,
          input_price: price,
          output_price: price,
          data_policy: Schema.String
        })
      )
    )
  }).annotate({ identifier: "Model" })
)

export const ModelList = describes<Directory.ModelList>()(
  Schema.Struct({
    ...list(Model).fields,
    catalog_version: Schema.String,
    catalog_age_seconds: Schema.NullOr(Schema.Finite)
  })
)

/** For clients that send `anthropic-version`. */
export const AnthropicModelList = Schema.Struct({
  data: Schema.Array(
    Schema.Struct({
      type: Schema.Literal("model"),
      id: Schema.String,
      display_name: Schema.String,
      created_at: Schema.String
    })
  ),
  has_more: Schema.Boolean,
  first_id: Schema.NullOr(Schema.String),
  last_id: Schema.NullOr(Schema.String)
})

export const CanonicalModels = describes<Directory.CanonicalModelList>()(
  list(
    describes<Directory.CanonicalModel>()(
      Schema.Struct({
        id: Schema.String,
        object: Schema.Literal("canonical_model"),
        name: Schema.String,
        owned_by: Schema.String,
        aliases: Names,
        providers: Names
      })
    )
  )
)

const unknown = Schema.Literal("unknown")
const fact = <S extends Schema.Top>(schema: S) => Schema.Union([schema, unknown])

const Known = Schema.Literals(["yes", "no", "unknown"])

const EmbeddingFacts = Schema.Struct({
  dimensions: Schema.optionalKey(
    Schema.Struct({
      usual: Schema.optionalKey(Schema.Finite),
      values: Schema.optionalKey(Schema.Array(Schema.Finite)),
      min: Schema.optionalKey(Schema.Finite),
      max: Schema.optionalKey(Schema.Finite)
    })
  ),
  resizes: Schema.optionalKey(Known),
  batch: Schema.optionalKey(Schema.Finite),
  batch_tokens: Schema.optionalKey(Schema.Finite),
  tokens: Schema.optionalKey(Known),
  input_types: Schema.optionalKey(Schema.Array(Schema.Literals(inputTypes)))
}).annotate({ description: "Of an endpoint that gives vectors: their sizes, and what it takes." })

export const Endpoint = describes<Directory.DirectoryEndpoint>()(
  Schema.Struct({
    id: Schema.String,
    object: Schema.Literal("endpoint"),
    model: Schema.String,
    provider: Schema.String,
    provider_model_id: Schema.String,
    tier: Schema.String,
    limits: Schema.Struct({
      context: fact(Schema.Finite),
      input: fact(Schema.Finite),
      output: fact(Schema.Finite)
    }),
    prices: fact(Schema.Record(Schema.String, Schema.Finite)),
    data_policy: Schema.String,
    regions: fact(Names),
    quantization: Schema.String,
    service_tiers: Names,
    reasoning: Schema.Literals(["yes", "no", "unknown"]),
    features: Schema.Record(Schema.String, Schema.String),
    embeddings: Schema.optionalKey(EmbeddingFacts),
    supported_parameters: Names,
    unsupported_parameters: Names
  }).annotate({ identifier: "Endpoint", description: "A model at a provider." })
)

export const Endpoints = describes<Directory.Directory>()(list(Endpoint))

export const Registered = describes<Pick<Providers.ProviderList, "data" | "object">>()(
  list(
    describes<Providers.RegisteredProvider>()(
      Schema.Struct({
        id: Schema.String,
        object: Schema.Literal("provider"),
        vendor: Schema.String,
        aliases: Names,
        endpoints: Schema.Int,
        open: Schema.Boolean,
        keys: Schema.Int
      })
    )
  )
)

const id = Schema.NullOr(Schema.String)

export const KeyIdentity = describes<Directory.KeyIdentity>()(
  Schema.Struct({
    object: Schema.Literal("api_key_identity"),
    user_id: id,
    workspace_id: id,
    tier: id,
    rate_limit_rpm: Schema.NullOr(Schema.Finite)
  })
)

export const Balance = describes<Budget.Balance>()(
  Schema.Struct({
    object: Schema.Literal("credit_balance"),
    workspace_id: Schema.String,
    balance_microdollars: Schema.Int,
    currency: Schema.Literal("USD")
  })
)

export const ErrorBody = Schema.Struct({
  error: Schema.Struct({
    message: Schema.String,
    type: Schema.Literals([
      "invalid_request_error",
      "authentication_error",
      "permission_error",
      "not_found_error",
      "rate_limit_error",
      "api_error"
    ]),
    code: Schema.String,
    param: id,
    doc_url: maybe(Schema.String),
    provider: maybe(Schema.String),
    suggestion: maybe(Schema.String)
  })
}).annotate({ identifier: "Error" })

export { Bag, Names }
