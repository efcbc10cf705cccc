import type { Json } from "@turnout/core/Json"
import * as EmbeddingsSuite from "@turnout/testing/EmbeddingsSuite"
import { Vertex } from "@turnout/vertex"

const place = "https://aiplatform.googleapis.com/v1beta1/projects/p/locations/global/publishers/google/models"

interface Instance {
  readonly content: string
}

const predicted = (values: Json, token_count?: number): Json => ({
  embeddings: {
    values,
    ...(token_count === undefined ? {} : { statistics: { token_count, truncated: false } })
  }
})

/** Of a batch, and one text at a time. */
for (const [model, batch] of [
  ["text-embedding-005", 250],
  ["gemini-embedding-001", 1]
] as const) {
  EmbeddingsSuite.run({
    vendor: Vertex,
    needs: { project: "p" },
    model,
    url: `${place}/${model}:predict`,
    batch,
    textsOf: (body) =>
      (body["instances"] as unknown as ReadonlyArray<Instance>).map(({ content }) => content),
    answerOf: (vectors) => ({
      body: { predictions: vectors.map((values) => predicted(values as Json)) } as never
    }),
    golden: [
      {
        name: "texts are not cut in silence",
        model: "text-embedding-005",
        request: { input: ["a", "b"], gateway: { input_type: "document" }, dimensions: 256 },
        changes: ["translated gateway.input_type", "renamed dimensions", "defaulted truncate"],
        body: {
          instances: [
            { content: "a", task_type: "RETRIEVAL_DOCUMENT" },
            { content: "b", task_type: "RETRIEVAL_DOCUMENT" }
          ],
          parameters: { outputDimensionality: 256, autoTruncate: false }
        }
      },
      {
        name: "unless the caller says so",
        request: { input: "a", extensions: { vertex: { parameters: { autoTruncate: true } } } },
        body: { instances: [{ content: "a" }], parameters: { autoTruncate: true } }
      },
      {
        name: "a model of contents is asked for each text by itself",
        model: "gemini-embedding-2",
        request: { input: ["a", "b"], dimensions: 768 },
        changes: ["renamed dimensions", "defaulted truncate"],
        body: ["a", "b"].map((text) => ({
          content: { parts: [{ text }] },
          embedContentConfig: { outputDimensionality: 768, autoTruncate: false }
        }))
      }
    ],
    answers: [
      {
        name: "vectors with what each came to",
        model: "text-embedding-005",
        inputs: 2,
        body: {
          predictions: [predicted([1, 2], 3), predicted([3, 4], 4)],
          metadata: { billableCharacterCount: 9 }
        },
        vectors: [
          [1, 2],
          [3, 4]
        ],
        tokens: 7
      },
      {
        name: "a vector of a content",
        model: "gemini-embedding-2",
        body: { embedding: { values: [1, 2] }, usageMetadata: { promptTokenCount: 5 } },
        vectors: [[1, 2]],
        tokens: 5
      },
      { name: "an answer without a list", body: { predictions: {} }, failure: "MalformedResponse" }
    ]
  })
}
