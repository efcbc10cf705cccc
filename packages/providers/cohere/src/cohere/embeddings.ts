import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { JsonObject } from "@turnout/core/Json"
import * as Usage from "@turnout/core/Usage"
import * as Embeddings from "@turnout/wire/Embeddings"
import { at, count, text } from "@turnout/wire/NativeAnswer"
import * as Native from "@turnout/wire/NativeBody"
import type { Body } from "@turnout/wire/Protocol"
import type { EmbeddingsDeclaration } from "@turnout/wire/Vendor"

/** `input_type`, which the API demands. */
export const types: Embeddings.Words = {
  words: {
    query: "search_query",
    document: "search_document",
    classification: "classification",
    clustering: "clustering"
  },
  demanded: "search_document"
}

const governed: ReadonlySet<string> = new Set([
  "model",
  "texts",
  "inputs",
  "images",
  "input_type",
  "embedding_types",
  "output_dimension"
])

/** The body without the model, which clouds that host Cohere's models name in their path. */
export const texts = (
  { extension, request }: Fitted,
  endpoint: Endpoint,
  notes: Native.Notes
): Native.Draft => {
  const { dimensions, encoding_format, input, input_type } = request.embedding!
  const word = Embeddings.wordOf(types, input_type, notes)!
  const size = Embeddings.sizeOf(endpoint, dimensions, notes)
  if (size !== undefined) Native.rename(notes, "dimensions", "output_dimension")
  Embeddings.asNumbers(encoding_format, notes)
  const isCut = extension?.["truncate"] !== undefined
  if (!isCut) Embeddings.uncut(notes, "NONE")
  return {
    texts: input as ReadonlyArray<string>,
    input_type: word,
    embedding_types: ["float"],
    ...(size === undefined ? {} : { output_dimension: size }),
    ...(isCut ? {} : { truncate: "NONE" })
  }
}

const body = (fitted: Fitted, endpoint: Endpoint): Body => {
  const notes: Native.Notes = []
  const draft: Native.Draft = { model: endpoint.provider_model_id, ...texts(fitted, endpoint, notes) }
  return { body: Native.extended(draft, fitted.extension, governed, notes), ledger: notes }
}

/** By type, as they are asked for; older models give the bare list. */
export const vectorsOf = (json: JsonObject): ReadonlyArray<unknown> | undefined => {
  const given = at(json, ["embeddings", "float"]) ?? json["embeddings"]
  return Array.isArray(given) ? given : undefined
}

const read = (json: JsonObject): Embeddings.Answer | ReturnType<typeof Embeddings.malformed> => {
  const vectors = vectorsOf(json)
  if (vectors === undefined) return Embeddings.malformed("data", "The answer holds no list of vectors.")
  const tokens = count(at(json, ["meta", "billed_units", "input_tokens"]))
  return {
    vectors,
    id: text(json["id"]),
    usage: tokens === undefined ? undefined : { usage: Usage.make({ input: tokens, output: 0 }) }
  }
}

/** `/v2/embed`. Sizes as the vendor documents its models. */
export const models: ReadonlyArray<Embeddings.ModelFacts> = [
  {
    match: /embed-v-?4/,
    facts: { dimensions: { usual: 1_536, values: [256, 512, 1_024, 1_536] } }
  },
  { match: /embed-(?:english|multilingual)-v3/, facts: { dimensions: { usual: 1_024 }, resizes: "no" } },
  { match: /embed-(?:english|multilingual)-light-v3/, facts: { dimensions: { usual: 384 }, resizes: "no" } }
]

export const embeddings: EmbeddingsDeclaration<unknown> = {
  protocol: {
    name: "cohere-embed",
    capabilities: Embeddings.capable({ user: { support: "no" } }),
    facts: { batch: 96, input_types: Embeddings.typesOf(types) },
    body,
    read
  },
  path: "/v2/embed",
  models
}
