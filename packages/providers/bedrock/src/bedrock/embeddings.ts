import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { JsonObject } from "@turnout/core/Json"
import * as Usage from "@turnout/core/Usage"
import * as Cohere from "@turnout/cohere/CohereEmbeddings"
import * as Embeddings from "@turnout/wire/Embeddings"
import { array, count, object } from "@turnout/wire/NativeAnswer"
import * as Native from "@turnout/wire/NativeBody"
import type { Body } from "@turnout/wire/Protocol"
import type { EmbeddingsDeclaration } from "@turnout/wire/Vendor"
import { pathOf, type Place } from "./paths.ts"

/** Whose model it is: each maker has a body of its own for `InvokeModel`. */
type Maker = "titan" | "cohere" | "nova"

const makerOf = (id: string): Maker =>
  /cohere\.embed/.test(id) ? "cohere" : /nova.*embed/.test(id) ? "nova" : "titan"

/** `embeddingPurpose`, which Nova demands. */
const purposes: Embeddings.Words = {
  words: {
    query: "TEXT_RETRIEVAL",
    document: "GENERIC_INDEX",
    classification: "CLASSIFICATION",
    clustering: "CLUSTERING"
  },
  demanded: "GENERIC_INDEX"
}

const governed: ReadonlySet<string> = new Set([
  "inputText",
  "dimensions",
  "texts",
  "input_type",
  "embedding_types",
  "output_dimension",
  "taskType"
])

const titan = ({ request }: Fitted, endpoint: Endpoint, notes: Native.Notes): Native.Draft => {
  const { dimensions, encoding_format, input, input_type } = request.embedding!
  if (input_type !== undefined) Native.drop(notes, "gateway.input_type")
  Embeddings.asNumbers(encoding_format, notes)
  const size = Embeddings.sizeOf(endpoint, dimensions, notes)
  return { inputText: input[0] as string, ...(size === undefined ? {} : { dimensions: size }) }
}

const nova = ({ extension, request }: Fitted, endpoint: Endpoint, notes: Native.Notes): Native.Draft => {
  const { dimensions, encoding_format, input, input_type } = request.embedding!
  const embeddingPurpose = Embeddings.wordOf(purposes, input_type, notes)!
  const size = Embeddings.sizeOf(endpoint, dimensions, notes)
  if (size !== undefined) Native.rename(notes, "dimensions", "embeddingDimension")
  Embeddings.asNumbers(encoding_format, notes)
  const given = object(object(extension?.["singleEmbeddingParams"])?.["text"])
  const isCut = given?.["truncationMode"] !== undefined
  if (!isCut) Embeddings.uncut(notes, "NONE")
  return {
    taskType: "SINGLE_EMBEDDING",
    singleEmbeddingParams: {
      embeddingPurpose,
      ...(size === undefined ? {} : { embeddingDimension: size }),
      text: { ...(isCut ? {} : { truncationMode: "NONE" }), value: input[0] as string }
    }
  }
}

const body = (fitted: Fitted, endpoint: Endpoint): Body => {
  const notes: Native.Notes = []
  const maker = makerOf(endpoint.provider_model_id)
  const draft =
    maker === "cohere"
      ? Cohere.texts(fitted, endpoint, notes)
      : maker === "nova"
        ? nova(fitted, endpoint, notes)
        : titan(fitted, endpoint, notes)
  return { body: Native.extended(draft, fitted.extension, governed, notes), ledger: notes }
}

/** Some say what they counted in the answer, and some in a header alone. */
const tokensOf = (json: JsonObject, headers: Embeddings.Headers): number | undefined =>
  count(json["inputTextTokenCount"]) ??
  count(json["inputTokenCount"]) ??
  (/^\d{1,9}$/.test(headers["x-amzn-bedrock-input-token-count"] ?? "")
    ? Number(headers["x-amzn-bedrock-input-token-count"])
    : undefined)

const vectorsOf = (json: JsonObject): ReadonlyArray<unknown> | undefined => {
  if (Array.isArray(json["embedding"])) return [json["embedding"]]
  const entries = array(json["embeddings"])
  return entries.some((each) => object(each) !== undefined)
    ? entries.map((each) => object(each)?.["embedding"])
    : Cohere.vectorsOf(json)
}

const read = (
  json: JsonObject,
  headers: Embeddings.Headers
): Embeddings.Answer | ReturnType<typeof Embeddings.malformed> => {
  const vectors = vectorsOf(json)
  if (vectors === undefined) return Embeddings.malformed("data", "The answer holds no vectors.")
  const tokens = tokensOf(json, headers)
  return {
    vectors,
    usage: tokens === undefined ? undefined : { usage: Usage.make({ input: tokens, output: 0 }) }
  }
}

/** `InvokeModel`, signed as chats are. */
export const embeddings: EmbeddingsDeclaration<Place> = {
  protocol: {
    name: "bedrock-embeddings",
    capabilities: Embeddings.capable({ user: { support: "no" } }),
    facts: { batch: 1 },
    body,
    read
  },
  path: pathOf("invoke", "invoke"),
  models: [
    {
      match: /titan-embed-text-v2/,
      facts: { dimensions: { usual: 1_024, values: [256, 512, 1_024] } }
    },
    { match: /titan-embed-text-v1/, facts: { dimensions: { usual: 1_536 }, resizes: "no" } },
    {
      match: /nova.*embed/,
      facts: {
        dimensions: { usual: 3_072, values: [256, 384, 1_024, 3_072] },
        input_types: Embeddings.typesOf(purposes)
      }
    },
    { match: /cohere\.embed/, facts: { batch: 96, input_types: Embeddings.typesOf(Cohere.types) } },
    ...Cohere.models
  ]
}
