import * as Result from "effect/Result"
import * as Embeddings from "./Embedding.ts"
import type { EmbeddingRequest } from "./EmbeddingRequest.ts"
import * as Normalize from "./Normalize.ts"
import { across } from "./normalize/across.ts"
import { checkOf } from "./normalize/check.ts"
import { inputOf } from "./normalize/embedding-input.ts"
import { extensions, unknownFields } from "./normalize/extensions.ts"
import { bag, checkKeys, merged, toMetadata, toRouting } from "./normalize/gateway.ts"
import { included, logOf } from "./normalize/host.ts"
import { read } from "./normalize/read.ts"
import * as Refusal from "./Refusal.ts"
import { rejectUnknown } from "./normalize/unknown.ts"
import { type Findings, findings, given, sorted, violation } from "./refusal/violation.ts"
import type { ParamName } from "./Param.ts"
import type { Request } from "./Request.ts"
import type * as RouterError from "./RouterError.ts"
import * as Warning from "./Warning.ts"

type Bag = { readonly [key: string]: unknown }

/** Parameters that are the same in a chat request. */
const shared: ReadonlySet<string> = new Set([
  "model",
  "user",
  "gateway",
  "extensions",
  "drop_params",
  "region",
  "use_custom_keys",
  "tags",
  "signature",
  "log_query_body",
  "log_response_body",
  "models",
  "routing",
  "auriko_metadata"
] satisfies ReadonlyArray<ParamName>)

const isShared = (key: string): key is ParamName => shared.has(key)

/** Parameters that only this request has. */
const own = ["input", "dimensions", "encoding_format"] as const

/** Names of native fields that the request's own fields govern, in any vendor's spelling. */
const governed: ReadonlySet<string> = new Set([
  ...own,
  "model",
  "user",
  "texts",
  "inputs",
  "instances",
  "requests",
  "content",
  "input_type",
  "output_dimension",
  "outputDimensionality",
  "taskType"
])

/** Reads one of the words that a field takes, beside the chat request's. */
const word = (
  holder: Bag | undefined,
  key: string,
  at: string,
  words: ReadonlyArray<string>,
  out: Findings
): string | undefined => {
  const value = holder?.[key]
  if (value === undefined || value === null) return undefined
  if (typeof value === "string" && words.includes(value)) return value
  const expected = words.map((each) => `"${each}"`).join(" | ")
  const message = `Invalid '${at}': expected ${expected}, got ${given(value, true)}.`
  out.list.push(violation(at, "invalid_parameter_value", message))
  return undefined
}

const sizeOf = ({ dimensions }: Bag, out: Findings): number | undefined => {
  if (dimensions === undefined || dimensions === null) return undefined
  if (Number.isSafeInteger(dimensions) && Number(dimensions) >= 1) return Number(dimensions)
  const message = `Invalid 'dimensions': expected a whole number of at least 1, got ${given(dimensions)}.`
  out.list.push(violation("dimensions", "invalid_parameter_value", message))
  return undefined
}

const without = (holder: unknown, key: string): unknown => {
  const fields = bag(holder)
  if (fields === undefined || !Object.hasOwn(fields, key)) return holder
  const { [key]: _, ...rest } = fields
  return rest
}

/** What this request says beyond the chat request's fields, and those as that reads them. */
const parted = (record: Bag, out: Findings) => {
  const gateway = bag(record["gateway"])
  const spaces = word(
    { spaces: bag(gateway?.["routing"])?.["spaces"] ?? bag(record["routing"])?.["spaces"] },
    "spaces",
    "gateway.routing.spaces",
    ["one", "any"],
    out
  )
  const input_type = word(gateway, "input_type", "gateway.input_type", Embeddings.inputTypes, out)
  const chat: { [key: string]: unknown } = {}
  for (const [key, value] of Object.entries(record)) {
    if (value !== null && !(own as ReadonlyArray<string>).includes(key)) chat[key] = value
  }
  if (gateway !== undefined) {
    const rest = without(gateway, "input_type") as Bag
    chat["gateway"] = Object.hasOwn(rest, "routing")
      ? { ...rest, routing: without(rest["routing"], "spaces") }
      : rest
  }
  if (Object.hasOwn(chat, "routing")) chat["routing"] = without(chat["routing"], "spaces")
  return { chat, input_type, spaces }
}

/**
 * Reads an embedding request: every violation at once, or one spelling for each idea. It never throws, whatever it is
 * given. The result is a request of the router's like any other, without messages.
 */
export const normalize = (
  input: unknown,
  options: Normalize.Options = Normalize.defaults
): Result.Result<Normalize.Normalized, RouterError.RouterError> => {
  const gathered = Warning.gathering()
  const result = read(input, gathered)
  if ("unreadable" in result) return Result.fail(Refusal.make([result.unreadable]))
  const { record, violations: fields } = result
  const { chat, input_type, spaces } = parted(record, fields)
  const texts = inputOf(record["input"], fields)
  const dimensions = sizeOf(record, fields)
  const format = word(record, "encoding_format", "encoding_format", ["float", "base64"], fields)
  const unknown = checkOf(chat, isShared, fields)
  if (options.unknown === "reject") rejectUnknown(unknown, [...shared, ...own], fields)
  const governing = Object.fromEntries(Object.entries(chat).filter(([key]) => isShared(key)))
  checkKeys(governing, fields)
  const rules = findings()
  const parts = merged(governing, rules)
  across(governing, parts, rules)
  if (fields.list.length > 0 || rules.list.length > 0 || texts === undefined) {
    return Result.fail(Refusal.make(sorted(fields.list, rules.list), fields.more + rules.more))
  }
  const source = chat as unknown as EmbeddingRequest
  const extended = source.extensions ? extensions(source.extensions as never, governed, gathered) : undefined
  const passed = unknown.length > 0 ? unknownFields(chat, unknown, gathered) : undefined
  const embedding: Embeddings.Embedding = {
    ...texts,
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(format === undefined ? {} : { encoding_format: format as Embeddings.EncodingFormat }),
    ...(input_type === undefined ? {} : { input_type: input_type as Embeddings.InputType })
  }
  const request: Request = {
    messages: [],
    stream: false,
    embedding,
    ...(typeof source.user === "string" ? { user: source.user } : {}),
    ...(passed === undefined ? {} : { unknown: passed }),
    ...(extended?.extensions === undefined ? {} : { extensions: extended.extensions })
  }
  const routing = toRouting(parts.routing, source.use_custom_keys)
  return Result.succeed({
    request,
    ...(source.model ? { model: source.model } : { models: parts.models ?? [] }),
    ...(typeof source.region === "string" ? { region: source.region } : {}),
    routing: spaces === undefined ? routing : { ...routing, spaces: spaces as "one" | "any" },
    metadata: toMetadata(parts.metadata, source.tags),
    ...(typeof source.signature === "string" ? { signature: source.signature } : {}),
    routing_events: false,
    log: logOf(source),
    include: parts.include.length === 0 ? options.include : included(options.include, parts.include),
    policy: source.drop_params === false ? "error" : source.drop_params === true ? "warn" : options.params,
    warnings: gathered.all(),
    ledger: []
  })
}
