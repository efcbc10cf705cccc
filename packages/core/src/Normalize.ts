import * as Result from "effect/Result"
import type { ChatRequest, ToolInput } from "./ChatRequest.ts"
import type { Cache, Metadata, Routing } from "./Gateway.ts"
import type { Json } from "./Json.ts"
import type { Entry } from "./Ledger.ts"
import type { Message } from "./Message.ts"
import { across } from "./normalize/across.ts"
import { check } from "./normalize/check.ts"
import { extensions, unknownFields } from "./normalize/extensions.ts"
import { checkKeys, type GatewayParts, merged, toMetadata, toRouting } from "./normalize/gateway.ts"
import { included, logOf } from "./normalize/host.ts"
import { messages } from "./normalize/messages.ts"
import { read } from "./normalize/read.ts"
import { rejectUnknown } from "./normalize/unknown.ts"
import * as Refusal from "./Refusal.ts"
import { retired } from "./normalize/retired.ts"
import { streamOptions } from "./normalize/stream-options.ts"
import { toolChoice, tools } from "./normalize/tools.ts"
import { findings, sorted } from "./refusal/violation.ts"
import * as Param from "./Param.ts"
import type { Request } from "./Request.ts"
import type * as RouterError from "./RouterError.ts"
import * as Warning from "./Warning.ts"

/** A normalized chat request, as all other modules read it. */
export interface Normalized {
  readonly request: Request
  /** A model expression; exactly one of this and `models`. */
  readonly model?: string
  readonly models?: ReadonlyArray<string>
  /** Regions to try, as the caller wrote them. */
  readonly region?: string
  readonly routing: Routing
  readonly metadata: Metadata
  /** What the caller says of the router's response cache. */
  readonly cache?: Cache
  /** For the host's records; never sent. */
  readonly signature?: string
  /** The caller understands chunks that tell of a change of endpoint. */
  readonly routing_events: boolean
  /** Which bodies may stand in an event or a log. */
  readonly log: { readonly query: boolean; readonly response: boolean }
  readonly include: ReadonlyArray<"attempts" | "decision">
  /** `error`: endpoints that would drop or clamp a parameter are left out. */
  readonly policy: "warn" | "error"
  /** Of this stage; every answer carries them before those of its endpoint. */
  readonly warnings: ReadonlyArray<Warning.Warning>
  /** Changes of this stage that call for no warning. */
  readonly ledger: ReadonlyArray<Entry>
}

/** The host's defaults. */
export interface Options {
  readonly unknown: "pass" | "reject"
  readonly params: "warn" | "error"
  readonly include: ReadonlyArray<"attempts" | "decision">
  /** The door decides; absent, the request's own `stream` does. */
  readonly stream?: boolean
}

export const defaults: Options = { unknown: "pass", params: "warn", include: [] }

type Bag = { readonly [key: string]: unknown }

/** Names of native fields that the request's own fields govern, in any family's spelling. */
const governed: ReadonlySet<string> = new Set([
  ...Param.names.filter((name) => Param.params[name].governs === "wire" && name !== "extensions"),
  "model",
  "contents",
  "system",
  "system_instruction",
  "systemInstruction"
])

/** Wire parameters that need more than to be copied. */
const special: ReadonlySet<string> = new Set([
  "messages",
  "stop",
  "reasoning_effort",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "response_format",
  "stream",
  "stream_options",
  "extensions",
  "modalities",
  "max_completion_tokens"
] satisfies ReadonlyArray<Param.ParamName>)

/** Parameters that stand in the request as the caller gave them. */
const plain: ReadonlySet<string> = new Set(
  Param.names.filter((name) => {
    const { governs, becomes } = Param.params[name] as Param.Param
    return governs === "wire" && becomes === undefined && !special.has(name)
  })
)

const none: ReadonlyArray<never> = []

/** What means nothing without tools. */
const idle = ["tool_choice", "parallel_tool_calls"] as const

const convert = (
  record: Bag,
  parts: GatewayParts,
  unknown: ReadonlyArray<string>,
  options: Options,
  gathered: Warning.Gathering
): Normalized => {
  const source = record as unknown as ChatRequest
  const warnings: Array<Warning.Warning> = []
  let ledger: ReadonlyArray<Entry> = none
  const request: { -readonly [K in keyof Request]?: Request[K] } = {}

  const history = messages(source.messages)
  request.messages = history.messages as ReadonlyArray<Message>
  request.stream = options.stream ?? source.stream === true
  const open = request as { [key: string]: unknown }
  for (const key in record) if (plain.has(key)) open[key] = record[key]
  const limit = source.max_completion_tokens ?? source.max_tokens
  if (limit !== undefined && limit !== null) {
    request.max_completion_tokens = limit
    const isNewer = typeof source.max_completion_tokens === "number"
    request.spelled = { max_completion_tokens: isNewer ? "max_completion_tokens" : "max_tokens" }
  }
  if (typeof source.stop === "string") request.stop = [source.stop]
  else if (source.stop && source.stop.length > 0) request.stop = source.stop
  if (source.reasoning_effort) {
    request.reasoning_effort = source.reasoning_effort === "off" ? "none" : source.reasoning_effort
  }
  const { response_format: format, modalities } = source
  if (format) request.response_format = format as NonNullable<Request["response_format"]>
  if (modalities && modalities.some((each) => each !== "text")) request.modalities = modalities

  retired(source, history.legacy, warnings)
  const list = source.functions
    ? source.functions.map((each): ToolInput => ({ type: "function", function: each }))
    : (source.tools ?? none)
  const choice = toolChoice(source)
  const narrowed = tools(list, choice)
  if (narrowed.tools.length > 0) {
    request.tools = narrowed.tools
    if (narrowed.choice !== undefined) request.tool_choice = narrowed.choice
    if (typeof source.parallel_tool_calls === "boolean")
      request.parallel_tool_calls = source.parallel_tool_calls
  } else if (record["tool_choice"] !== undefined || record["parallel_tool_calls"] !== undefined) {
    const lost = idle.filter((param) => record[param] !== undefined)
    ledger = lost.map((param) => ({
      action: "dropped",
      param,
      from: record[param] as Json,
      reason: "needless"
    }))
  }

  if (source.stream_options) streamOptions(source.stream_options, request, warnings)
  if (source.extensions) {
    const result = extensions(source.extensions, governed, gathered)
    if (result.extensions !== undefined) request.extensions = result.extensions
    if (result.effort !== undefined && request.reasoning_effort === undefined) {
      request.reasoning_effort = result.effort
    }
  }
  if (unknown.length > 0) {
    const passed = unknownFields(record, unknown, gathered)
    if (passed !== undefined) request.unknown = passed
  }
  const normalized: { -readonly [field in keyof Normalized]: Normalized[field] } = {
    request: request as unknown as Request,
    routing: toRouting(parts.routing, source.use_custom_keys),
    metadata: toMetadata(parts.metadata, source.tags),
    routing_events: source.stream_options?.routing_events === true,
    log: logOf(source),
    include: parts.include.length === 0 ? options.include : included(options.include, parts.include),
    policy: source.drop_params === false ? "error" : source.drop_params === true ? "warn" : options.params,
    warnings: warnings.length === 0 ? gathered.all() : [...warnings, ...gathered.all()],
    ledger
  }
  if (parts.cache !== undefined) normalized.cache = parts.cache
  if (source.model) normalized.model = source.model
  else normalized.models = parts.models ?? []
  if (source.region !== undefined && source.region !== null) normalized.region = source.region
  if (source.signature !== undefined && source.signature !== null) normalized.signature = source.signature
  return normalized
}

/**
 * Reads what a caller sent: every violation at once, or one spelling for each idea. It never throws, whatever
 * it is given.
 */
export const normalize = (
  input: unknown,
  options: Options = defaults
): Result.Result<Normalized, RouterError.RouterError> => {
  const gathered = Warning.gathering()
  const result = read(input, gathered)
  if ("unreadable" in result) return Result.fail(Refusal.make([result.unreadable]))
  const { record } = result
  const fields = result.violations
  const unknown = check(record, fields)
  if (options.unknown === "reject") rejectUnknown(unknown, Param.names, fields)
  checkKeys(record, fields)
  const rules = findings()
  const parts = merged(record, rules)
  across(record, parts, rules)
  if (fields.list.length > 0 || rules.list.length > 0) {
    return Result.fail(Refusal.make(sorted(fields.list, rules.list), fields.more + rules.more))
  }
  return Result.succeed(convert(record, parts, unknown, options, gathered))
}
