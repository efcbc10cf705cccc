/**
 * The chat request of the contract as schemas. They are the one source: what a router checks requests with is written from
 * them (`pnpm validator`), so that no program loads them that does not import this module.
 */
import * as Schema from "effect/Schema"
import { FreeObject, maybe } from "./param/free.ts"
import { Gateway, Metadata, Models, Routing, Tags } from "./param/gateway.ts"
import { Messages } from "./param/messages.ts"
import { Moderation, PromptCacheOptions, StreamOptions, WebSearchOptions } from "./param/options.ts"
import { Function, ResponseFormat, ToolChoice, Tools } from "./param/tools.ts"
import { type ParamName, params } from "./Param.ts"

const between = (minimum: number, maximum: number) =>
  Schema.Finite.check(Schema.isBetween({ minimum, maximum }))
const wholeBetween = (minimum: number, maximum: number) =>
  Schema.Int.check(Schema.isBetween({ minimum, maximum }))
const wholeFrom1 = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

/** The schema of each parameter where it is given, in the contract's order. */
export const schemas = {
  model: Schema.String.check(Schema.isMinLength(1)),
  messages: Messages,
  temperature: between(0, 2),
  top_p: between(0, 1),
  max_tokens: wholeFrom1,
  max_completion_tokens: wholeFrom1,
  reasoning_effort: Schema.Literals([...params.reasoning_effort.levels, "off"]),
  stop: Schema.Union([Schema.String, Schema.Array(Schema.String)]),
  presence_penalty: between(-2, 2),
  frequency_penalty: between(-2, 2),
  logit_bias: Schema.Record(Schema.String, between(-100, 100)),
  seed: Schema.Int,
  top_k: wholeFrom1,
  min_p: between(0, 1),
  top_a: between(0, 1),
  repetition_penalty: Schema.Finite.check(Schema.isGreaterThan(0)),
  tools: Tools,
  tool_choice: ToolChoice,
  parallel_tool_calls: Schema.Boolean,
  response_format: ResponseFormat,
  stream: Schema.Boolean,
  stream_options: StreamOptions,
  n: wholeBetween(1, 10),
  logprobs: Schema.Boolean,
  top_logprobs: wholeBetween(0, 20),
  user: Schema.String,
  web_search_options: WebSearchOptions,
  verbosity: Schema.Literals(params.verbosity.levels),
  prompt_cache_key: Schema.String,
  prompt_cache_options: PromptCacheOptions,
  prompt_cache_retention: Schema.String,
  safety_identifier: Schema.String.check(Schema.isMaxLength(128)),
  moderation: Moderation,
  gateway: Gateway,
  extensions: Schema.Record(Schema.String, FreeObject),
  drop_params: Schema.Boolean,
  region: Schema.String,
  use_custom_keys: Schema.Boolean,
  tags: Schema.Union([Schema.String, Tags]),
  signature: Schema.String,
  log_query_body: Schema.Boolean,
  log_response_body: Schema.Boolean,
  functions: Schema.Array(Function),
  function_call: Schema.Union([
    Schema.Literal("auto"),
    Schema.Literal("none"),
    Schema.Struct({ name: Schema.String })
  ]),
  metadata: FreeObject,
  service_tier: Schema.String,
  prediction: FreeObject,
  store: Schema.Boolean,
  audio: FreeObject,
  modalities: Schema.Array(Schema.String),
  models: Models,
  routing: Routing,
  auriko_metadata: Metadata
} as const satisfies { readonly [name in ParamName]: Schema.Top }

type Schemas = typeof schemas

type Fields = {
  readonly [K in keyof Schemas]: K extends "messages"
    ? Schemas[K]
    : Schema.optional<Schema.NullOr<Schemas[K]>>
}

const fieldsOf = (): Fields => {
  const fields: { [name: string]: Schema.Top } = {}
  for (const [name, schema] of Object.entries(schemas)) {
    fields[name] = name === "messages" ? schema : maybe(schema)
  }
  return fields as unknown as Fields
}

/** All of it. Keys that it does not name are allowed, and left out of what it decodes; normalize keeps them. */
export const RequestSchema = Schema.Struct(fieldsOf())

export type RequestSchema = typeof RequestSchema.Type
