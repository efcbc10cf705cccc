import type { Json } from "./Json.ts"

/** Who reads a parameter: a vendor (`wire`), the router, the host; `retired` ones are converted or dropped. */
export type Governs = "wire" | "router" | "host" | "retired"

/**
 * What fit may do with it where an endpoint does not take it as it is. `drop`: leave it out. `clamp`: move a
 * number into the range, else drop. `cut`: keep the first entries, else drop. `level`: move to another of
 * `levels`, else drop. `keep`: nothing; an endpoint that cannot take it is no candidate. `none`: it never reaches fit.
 */
export type FitAction = "drop" | "clamp" | "cut" | "level" | "keep" | "none"

/** One parameter of the chat request: its fate and its row in the docs. Its schema stands in `RequestSchema`. */
export interface Param {
  readonly governs: Governs
  readonly fit: FitAction
  /** Its values in order, the lowest first. */
  readonly levels?: ReadonlyArray<string>
  /** The value that asks for nothing: to leave it out changes nothing. */
  readonly neutral?: Json
  /** The name that normalize gives it; absent where it keeps its own. */
  readonly becomes?: string
}

const wire = (fit: FitAction, becomes?: string): Param => ({
  governs: "wire",
  fit,
  ...(becomes === undefined ? {} : { becomes })
})
/** A text of known values in order. */
const levelled = <const L extends ReadonlyArray<string>>(levels: L) =>
  ({ governs: "wire", fit: "level", levels }) as const
const router = (becomes?: string): Param => ({
  governs: "router",
  fit: "none",
  ...(becomes === undefined ? {} : { becomes })
})
const host = (): Param => ({ governs: "host", fit: "none" })
const retired = (becomes?: string): Param => ({
  governs: "retired",
  fit: "none",
  ...(becomes === undefined ? {} : { becomes })
})

/** Every field of the contract's chat request, in the contract's order. */
export const params = {
  model: router(),
  messages: wire("keep"),
  temperature: wire("clamp"),
  top_p: wire("clamp"),
  max_tokens: wire("clamp", "max_completion_tokens"),
  max_completion_tokens: wire("clamp"),
  reasoning_effort: levelled(["none", "minimal", "low", "medium", "high", "xhigh", "max"]),
  stop: wire("cut"),
  presence_penalty: wire("clamp"),
  frequency_penalty: wire("clamp"),
  logit_bias: wire("drop"),
  seed: wire("drop"),
  top_k: wire("clamp"),
  min_p: wire("clamp"),
  top_a: wire("clamp"),
  repetition_penalty: wire("clamp"),
  tools: wire("keep"),
  tool_choice: wire("keep"),
  parallel_tool_calls: wire("drop"),
  response_format: wire("keep"),
  stream: wire("keep"),
  stream_options: wire("drop"),
  n: { ...wire("drop"), neutral: 1 },
  logprobs: { ...wire("drop"), neutral: false },
  top_logprobs: wire("clamp"),
  user: wire("drop"),
  web_search_options: wire("drop"),
  verbosity: levelled(["low", "medium", "high"]),
  prompt_cache_key: wire("drop"),
  prompt_cache_options: wire("drop"),
  prompt_cache_retention: wire("drop"),
  safety_identifier: wire("drop"),
  moderation: wire("drop"),
  gateway: router(),
  extensions: wire("none"),
  drop_params: router(),
  region: router(),
  use_custom_keys: router("gateway.routing.only_byok"),
  tags: host(),
  signature: host(),
  log_query_body: host(),
  log_response_body: host(),
  functions: retired("tools"),
  function_call: retired("tool_choice"),
  metadata: retired(),
  service_tier: retired(),
  prediction: retired(),
  store: retired(),
  audio: retired(),
  modalities: wire("keep"),
  models: retired("gateway.models"),
  routing: retired("gateway.routing"),
  auriko_metadata: retired("gateway.metadata")
} as const

export type ParamName = keyof typeof params

export const names = Object.keys(params) as ReadonlyArray<ParamName>

/** The optional parameters that fit may drop, clamp, cut or move, in the order of their bits in a loss set. */
export const optional = names.filter((name) => {
  const { fit, becomes } = params[name] as Param
  return becomes === undefined && fit !== "none" && fit !== "keep"
})
