import type { EmbeddingFacts } from "@turnout/core/Embedding"
import type { Endpoint } from "@turnout/core/Endpoint"
import { isFailure } from "@turnout/core/Failure"
import type { Fitted } from "@turnout/core/Fit"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Usage from "@turnout/core/Usage"
import {
  asNumbers,
  byIndex,
  capable,
  malformed,
  type Protocol,
  sizeOf,
  typesOf,
  wordOf,
  type Words
} from "./Embeddings.ts"
import { count, object, text } from "./internal/json.ts"
import { merge } from "./internal/merge.ts"
import { type CostField, statedCost } from "./internal/stated-cost.ts"
import { type Draft, type Notes, rename } from "./internal/notes.ts"
import { extended } from "./NativeBody.ts"
import type { Body } from "./Protocol.ts"
import type { EmbeddingsDeclaration } from "./vendor/embeddings.ts"

/** How a vendor's embeddings differ from OpenAI's. */
export interface Dialect {
  readonly name: string
  /** The vendor's field for dimensions. Default: `dimensions`. */
  readonly dimensions: string
  /** It sends base64 where that is asked for. Default: false: it is asked for numbers, which are encoded here. */
  readonly base64: boolean
  /** The word for numbers (`encoding_format`), where it has to be said. Default: as the caller says it. */
  readonly format: "float" | undefined
  /** It takes `user`. Default: true. */
  readonly user: boolean
  /** What becomes of fields that nobody knows. Default: `pass`. */
  readonly unlisted: "pass" | "drop"
  /** The field for the type of input with the vendor's words, and the word that is sent where the caller has none. */
  readonly input: InputWords | undefined
  readonly facts: EmbeddingFacts
  /** Where it states the cost of a call. */
  readonly costs: ReadonlyArray<CostField>
}

export interface InputWords extends Words {
  readonly field: string
}

const standard: Dialect = {
  name: "openai-embeddings",
  dimensions: "dimensions",
  base64: false,
  format: undefined,
  user: true,
  unlisted: "pass",
  input: undefined,
  facts: {},
  costs: []
}

const wordless: Words = { words: {} }

const governed: ReadonlySet<string> = new Set([
  "model",
  "input",
  "dimensions",
  "output_dimension",
  "encoding_format",
  "user"
])

/** OpenAI's embeddings in one vendor's dialect. */
export const make = (options: Partial<Dialect> = {}): Protocol => {
  const dialect: Dialect = { ...standard, ...options }
  const { input } = dialect
  return {
    name: dialect.name,
    capabilities: capable({ user: { support: dialect.user ? "yes" : "no" } }, dialect.unlisted),
    facts: {
      ...(input === undefined ? {} : { input_types: typesOf(input) }),
      ...dialect.facts
    },
    body: (fitted, endpoint) => body(dialect, fitted, endpoint),
    read: (json) => read(dialect, json)
  }
}

const body = (dialect: Dialect, { extension, request }: Fitted, endpoint: Endpoint): Body => {
  const { alone, dimensions, encoding_format, input, input_type } = request.embedding!
  const notes: Notes = []
  const draft: Draft = {
    model: endpoint.provider_model_id,
    input: alone ? input[0]! : (input as ReadonlyArray<Json>)
  }
  const size = sizeOf(endpoint, dimensions, notes)
  if (size !== undefined) {
    draft[dialect.dimensions] = size
    if (dialect.dimensions !== "dimensions") rename(notes, "dimensions", dialect.dimensions)
  }
  const format = formatOf(dialect, encoding_format, notes)
  if (format !== undefined) draft["encoding_format"] = format
  const word = wordOf(dialect.input ?? wordless, input_type, notes)
  if (word !== undefined) draft[dialect.input!.field] = word
  if (request.user !== undefined) draft["user"] = request.user
  const own =
    request.unknown === undefined ? draft : (merge(draft, request.unknown, "first", () => {}) as Draft)
  return { body: extended(own, extension, governed, notes), ledger: notes }
}

const formatOf = (
  { base64, format }: Dialect,
  asked: "float" | "base64" | undefined,
  notes: Notes
): "float" | "base64" | undefined => {
  if (asked !== "base64") return asked ?? format
  if (base64) return asked
  asNumbers(asked, notes)
  return format
}

const read = ({ costs }: Dialect, json: JsonObject) => {
  const { data } = json
  if (!Array.isArray(data)) return malformed("data", "The answer holds no list of vectors.")
  const vectors = byIndex(data as ReadonlyArray<Json>, "embedding")
  if (isFailure(vectors)) return vectors
  return {
    vectors,
    id: text(json["id"]),
    model: text(json["model"]),
    usage: usageOf(json, costs)
  }
}

/** Some vendors count the total alone, and some nothing. */
const usageOf = (json: JsonObject, costs: Dialect["costs"]) => {
  const usage = object(json["usage"]) ?? {}
  const tokens = count(usage["prompt_tokens"]) ?? count(usage["total_tokens"])
  if (tokens === undefined) return undefined
  const cost = statedCost(usage, costs)
  return { usage: Usage.make({ input: tokens, output: 0 }), ...(cost === undefined ? {} : { cost }) }
}

/** Of a host that serves OpenAI's API, and of which no more is known. */
export const embeddings: EmbeddingsDeclaration<unknown> = { protocol: make(), path: "/embeddings" }
