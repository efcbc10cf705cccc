import type { Endpoint } from "@turnout/core/Endpoint"
import type { Fitted } from "@turnout/core/Fit"
import type { Json, JsonObject } from "@turnout/core/Json"
import * as Usage from "@turnout/core/Usage"
import { tasks } from "@turnout/google/GeminiEmbeddings"
import * as Embeddings from "@turnout/wire/Embeddings"
import { array, at, count, object } from "@turnout/wire/NativeAnswer"
import * as Native from "@turnout/wire/NativeBody"
import type { Body } from "@turnout/wire/Protocol"
import type { EmbeddingsDeclaration } from "@turnout/wire/Vendor"
import * as Paths from "./paths.ts"

/** From the second generation on a text is asked for by itself, as contents are. */
const isContent = (id: string): boolean => /gemini-embedding-(?!00\d)/.test(id)

const governed: ReadonlySet<string> = new Set(["instances", "content", "taskType", "outputDimensionality"])

const body = ({ extension, request }: Fitted, endpoint: Endpoint): Body => {
  const { provider_model_id: id } = endpoint
  const { dimensions, encoding_format, input, input_type } = request.embedding!
  const texts = input as ReadonlyArray<string>
  const notes: Native.Notes = []
  const task = Embeddings.wordOf(tasks, input_type, notes)
  const size = Embeddings.sizeOf(endpoint, dimensions, notes)
  if (size !== undefined) Native.rename(notes, "dimensions", "outputDimensionality")
  Embeddings.asNumbers(encoding_format, notes)
  const place = isContent(id) ? "embedContentConfig" : "parameters"
  const isCut = object(extension?.[place])?.["autoTruncate"] !== undefined
  if (!isCut) Embeddings.uncut(notes, false)
  const settings = {
    ...(size === undefined ? {} : { outputDimensionality: size }),
    ...(isCut ? {} : { autoTruncate: false })
  }
  const draft: Native.Draft = isContent(id)
    ? {
        content: { parts: [{ text: texts[0]! }] },
        embedContentConfig: { ...(task === undefined ? {} : { taskType: task }), ...settings }
      }
    : {
        instances: texts.map((content) => ({ content, ...(task === undefined ? {} : { task_type: task }) })),
        parameters: settings
      }
  return { body: Native.extended(draft, extension, governed, notes), ledger: notes }
}

const usageOf = (tokens: ReadonlyArray<number | undefined>): Embeddings.Answer["usage"] =>
  tokens.length === 0 || tokens.includes(undefined)
    ? undefined
    : { usage: Usage.make({ input: tokens.reduce<number>((sum, each) => sum + each!, 0), output: 0 }) }

const read = (json: JsonObject): Embeddings.Answer | ReturnType<typeof Embeddings.malformed> => {
  const one = object(json["embedding"])
  if (one !== undefined) {
    return {
      vectors: [one["values"]],
      usage: usageOf([count(at(json, ["usageMetadata", "promptTokenCount"]))])
    }
  }
  if (!Array.isArray(json["predictions"])) {
    return Embeddings.malformed("data", "The answer holds no list of vectors.")
  }
  const predictions = array(json["predictions"]).map(
    (each): JsonObject => object(object(each)?.["embeddings"]) ?? {}
  )
  const tokensOf = (each: JsonObject): Json | undefined => at(each, ["statistics", "token_count"])
  return {
    vectors: predictions.map(({ values }) => values),
    usage: usageOf(predictions.map((each) => count(tokensOf(each))))
  }
}

/** `predict` with instances, and `embedContent` for newer models. */
export const embeddings: EmbeddingsDeclaration<Paths.Place> = {
  protocol: {
    name: "vertex-embeddings",
    capabilities: Embeddings.capable({ user: { support: "no" } }),
    facts: { batch: 250, batch_tokens: 20_000, input_types: Embeddings.typesOf(tasks) },
    body,
    read
  },
  path: (endpoint, _, place) =>
    Paths.google(endpoint, isContent(endpoint.provider_model_id) ? "embedContent" : "predict", place),
  models: [{ match: /^(?:google\/)?gemini-embedding-/, facts: { batch: 1 } }]
}
