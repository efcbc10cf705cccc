import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { JsonObject } from "@turnout/core/Json"
import * as Usage from "@turnout/core/Usage"
import * as Embeddings from "@turnout/wire/Embeddings"
import { array, at, count, object } from "@turnout/wire/NativeAnswer"
import * as Native from "@turnout/wire/NativeBody"
import type { Body } from "@turnout/wire/Protocol"
import type { EmbeddingsDeclaration } from "@turnout/wire/Vendor"
import { nameOf } from "./name.ts"

/** `taskType`, as Gemini's embedding models have it. */
export const tasks: Embeddings.Words = {
  words: {
    query: "RETRIEVAL_QUERY",
    document: "RETRIEVAL_DOCUMENT",
    similarity: "SEMANTIC_SIMILARITY",
    classification: "CLASSIFICATION",
    clustering: "CLUSTERING",
    question_answering: "QUESTION_ANSWERING",
    fact_verification: "FACT_VERIFICATION",
    code_query: "CODE_RETRIEVAL_QUERY"
  }
}

const governed: ReadonlySet<string> = new Set(["model", "content", "taskType", "outputDimensionality"])

/** One entry per text: what an extension says (`title` for one) holds for each of them. */
const body = ({ extension, request }: Fitted, endpoint: Endpoint): Body => {
  const { dimensions, encoding_format, input, input_type } = request.embedding!
  const notes: Native.Notes = []
  const taskType = Embeddings.wordOf(tasks, input_type, notes)
  const size = Embeddings.sizeOf(endpoint, dimensions, notes)
  if (size !== undefined) Native.rename(notes, "dimensions", "outputDimensionality")
  Embeddings.asNumbers(encoding_format, notes)
  const shared = Native.extended(
    {
      model: nameOf(endpoint),
      ...(taskType === undefined ? {} : { taskType }),
      ...(size === undefined ? {} : { outputDimensionality: size })
    },
    extension,
    governed,
    notes
  )
  return {
    body: {
      requests: (input as ReadonlyArray<string>).map((text) => ({
        ...shared,
        content: { parts: [{ text }] }
      }))
    },
    ledger: notes
  }
}

const read = (json: JsonObject): Embeddings.Answer | ReturnType<typeof Embeddings.malformed> => {
  if (!Array.isArray(json["embeddings"])) {
    return Embeddings.malformed("data", "The answer holds no list of vectors.")
  }
  const tokens = count(at(json, ["usageMetadata", "promptTokenCount"]))
  return {
    vectors: array(json["embeddings"]).map((each) => object(each)?.["values"]),
    usage: tokens === undefined ? undefined : { usage: Usage.make({ input: tokens, output: 0 }) }
  }
}

/** `batchEmbedContents` of the Gemini API. */
export const embeddings: EmbeddingsDeclaration<unknown> = {
  protocol: {
    name: "gemini-embeddings",
    capabilities: Embeddings.capable({ user: { support: "no" } }),
    facts: { batch: 100, input_types: Embeddings.typesOf(tasks) },
    body,
    read
  },
  path: (endpoint) =>
    `/v1beta/${nameOf(endpoint).split("/").map(encodeURIComponent).join("/")}:batchEmbedContents`
}
