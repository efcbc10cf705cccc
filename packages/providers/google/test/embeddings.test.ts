import { Google } from "@turnout/google"
import * as EmbeddingsSuite from "@turnout/testing/EmbeddingsSuite"

const model = "gemini-embedding-001"
const named = `models/${model}`

interface Entry {
  readonly content: { readonly parts: ReadonlyArray<{ readonly text: string }> }
}

EmbeddingsSuite.run({
  vendor: Google,
  model,
  url: `https://generativelanguage.googleapis.com/v1beta/models/${model}:batchEmbedContents`,
  header: { "x-goog-api-key": "sk-env" },
  batch: 100,
  textsOf: (body) =>
    (body["requests"] as unknown as ReadonlyArray<Entry>).map(({ content }) => content.parts[0]!.text),
  answerOf: (vectors) => ({ body: { embeddings: vectors.map((values) => ({ values })) } as never }),
  golden: [
    {
      name: "a text",
      request: { input: "hello", encoding_format: "float" },
      body: { requests: [{ model: named, content: { parts: [{ text: "hello" }] } }] }
    },
    {
      name: "a question of a size, with a title of the caller's own",
      request: {
        input: ["a", "b"],
        dimensions: 768,
        encoding_format: "base64",
        user: "u",
        gateway: { input_type: "query" },
        extensions: { google: { title: "T" } }
      },
      changes: [
        "dropped user",
        "translated gateway.input_type",
        "renamed dimensions",
        "translated encoding_format"
      ],
      body: {
        requests: ["a", "b"].map((text) => ({
          model: named,
          taskType: "RETRIEVAL_QUERY",
          outputDimensionality: 768,
          title: "T",
          content: { parts: [{ text }] }
        }))
      }
    },
    {
      name: "each type of input",
      request: { input: "a", gateway: { input_type: "code_query" } },
      changes: ["translated gateway.input_type"],
      body: {
        requests: [{ model: named, taskType: "CODE_RETRIEVAL_QUERY", content: { parts: [{ text: "a" }] } }]
      }
    }
  ],
  answers: [
    {
      name: "vectors, and often no count",
      inputs: 2,
      body: { embeddings: [{ values: [0.5, 1] }, { values: [1, 0.25] }] },
      vectors: [
        [0.5, 1],
        [1, 0.25]
      ],
      tokens: null
    },
    {
      name: "vectors with what they came to",
      body: { embeddings: [{ values: [0.5] }], usageMetadata: { promptTokenCount: 3 } },
      vectors: [[0.5]],
      tokens: 3
    },
    { name: "an answer to something else", body: { candidates: [] }, failure: "MalformedResponse" },
    {
      name: "a quota",
      status: 429,
      body: { error: { code: 429, message: "Resource exhausted", status: "RESOURCE_EXHAUSTED" } },
      failure: "RateLimited"
    }
  ]
})
