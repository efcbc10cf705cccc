import * as Schema from "effect/Schema"
import type { Json } from "./Json.ts"
import { Gateway, Metadata, Models, Routing, Tags } from "./param/gateway.ts"
import { Messages } from "./param/messages.ts"
import { FreeObject } from "./param/free.ts"
import { Function, ResponseFormat, ToolChoice, Tools } from "./param/tools.ts"
import { Moderation, PromptCacheOptions, StreamOptions, WebSearchOptions } from "./param/options.ts"

/** Who reads a parameter: a vendor (`wire`), the router, the host; `retired` ones are converted or dropped. */
export type Governs = "wire" | "router" | "host" | "retired"

/**
 * What fit may do with it where an endpoint does not take it as it is. `drop`: leave it out. `clamp`: move a
 * number into the range, else drop. `cut`: keep the first entries, else drop. `level`: move to another of
 * `levels`, else drop. `keep`: nothing; an endpoint that cannot take it is no candidate. `none`: it never reaches fit.
 */
export type FitAction = "drop" | "clamp" | "cut" | "level" | "keep" | "none"

/** One parameter of the chat request: the source of its schema, its fate and its row in the docs. */
export interface Param<S extends Schema.Top = Schema.Top> {
  readonly schema: S
  readonly governs: Governs
  readonly fit: FitAction
  /** Its values in order, the lowest first. */
  readonly levels?: ReadonlyArray<string>
  /** The value that asks for nothing: to leave it out changes nothing. */
  readonly neutral?: Json
  /** The name that normalize gives it; absent where it keeps its own. */
  readonly becomes?: string
}

const wire = <S extends Schema.Top>(fit: FitAction, schema: S, becomes?: string): Param<S> => ({
  schema,
  governs: "wire",
  fit,
  ...(becomes === undefined ? {} : { becomes })
})
/** A text of known values in order; `more` are other spellings that normalize takes away. */
const levelled = <const L extends ReadonlyArray<string>, const M extends ReadonlyArray<string> = readonly []>(
  levels: L,
  more: M | readonly [] = []
): Param<Schema.Literals<readonly [...L, ...M]>> => ({
  schema: Schema.Literals([...levels, ...more] as unknown as readonly [...L, ...M]),
  governs: "wire",
  fit: "level",
  levels
})
const router = <S extends Schema.Top>(schema: S, becomes?: string): Param<S> => ({
  schema,
  governs: "router",
  fit: "none",
  ...(becomes === undefined ? {} : { becomes })
})
const host = <S extends Schema.Top>(schema: S): Param<S> => ({ schema, governs: "host", fit: "none" })
const retired = <S extends Schema.Top>(schema: S, becomes?: string): Param<S> => ({
  schema,
  governs: "retired",
  fit: "none",
  ...(becomes === undefined ? {} : { becomes })
})

const between = (minimum: number, maximum: number) =>
  Schema.Finite.check(Schema.isBetween({ minimum, maximum }))
const wholeBetween = (minimum: number, maximum: number) =>
  Schema.Int.check(Schema.isBetween({ minimum, maximum }))
const wholeFrom1 = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

/** Every field of the contract's chat request, in the contract's order. */
export const params = {
  model: router(Schema.String.check(Schema.isMinLength(1))),
  messages: wire("keep", Messages),
  temperature: wire("clamp", between(0, 2)),
  top_p: wire("clamp", between(0, 1)),
  max_tokens: wire("clamp", wholeFrom1, "max_completion_tokens"),
  max_completion_tokens: wire("clamp", wholeFrom1),
  reasoning_effort: levelled(["none", "minimal", "low", "medium", "high", "xhigh", "max"], ["off"]),
  stop: wire("cut", Schema.Union([Schema.String, Schema.Array(Schema.String)])),
  presence_penalty: wire("clamp", between(-2, 2)),
  frequency_penalty: wire("clamp", between(-2, 2)),
  logit_bias: wire("drop", Schema.Record(Schema.String, between(-100, 100))),
  seed: wire("drop", Schema.Int),
  top_k: wire("clamp", wholeFrom1),
  min_p: wire("clamp", between(0, 1)),
  top_a: wire("clamp", between(0, 1)),
  repetition_penalty: wire("clamp", Schema.Finite.check(Schema.isGreaterThan(0))),
  tools: wire("keep", Tools),
  tool_choice: wire("keep", ToolChoice),
  parallel_tool_calls: wire("drop", Schema.Boolean),
  response_format: wire("keep", ResponseFormat),
  stream: wire("keep", Schema.Boolean),
  stream_options: wire("drop", StreamOptions),
  n: { ...wire("drop", wholeBetween(1, 10)), neutral: 1 },
  logprobs: { ...wire("drop", Schema.Boolean), neutral: false },
  top_logprobs: wire("clamp", wholeBetween(0, 20)),
  user: wire("drop", Schema.String),
  web_search_options: wire("drop", WebSearchOptions),
  verbosity: levelled(["low", "medium", "high"]),
  prompt_cache_key: wire("drop", Schema.String),
  prompt_cache_options: wire("drop", PromptCacheOptions),
  prompt_cache_retention: wire("drop", Schema.String),
  safety_identifier: wire("drop", Schema.String.check(Schema.isMaxLength(128))),
  moderation: wire("drop", Moderation),
  gateway: router(Gateway),
  extensions: wire("none", Schema.Record(Schema.String, FreeObject)),
  drop_params: router(Schema.Boolean),
  region: router(Schema.String),
  use_custom_keys: router(Schema.Boolean, "gateway.routing.only_byok"),
  tags: host(Schema.Union([Schema.String, Tags])),
  signature: host(Schema.String),
  log_query_body: host(Schema.Boolean),
  log_response_body: host(Schema.Boolean),
  functions: retired(Schema.Array(Function), "tools"),
  function_call: retired(
    Schema.Union([Schema.Literal("auto"), Schema.Literal("none"), Schema.Struct({ name: Schema.String })]),
    "tool_choice"
  ),
  metadata: retired(FreeObject),
  service_tier: retired(Schema.String),
  prediction: retired(FreeObject),
  store: retired(Schema.Boolean),
  audio: retired(FreeObject),
  modalities: wire("keep", Schema.Array(Schema.String)),
  models: retired(Models, "gateway.models"),
  routing: retired(Routing, "gateway.routing"),
  auriko_metadata: retired(Metadata, "gateway.metadata")
} as const

export type ParamName = keyof typeof params

export const names = Object.keys(params) as ReadonlyArray<ParamName>

/** The optional parameters that fit may drop, clamp, cut or move, in the order of their bits in a loss set. */
export const optional = names.filter((name) => {
  const { fit, becomes } = params[name] as Param
  return becomes === undefined && fit !== "none" && fit !== "keep"
})
