import { Mistral } from "@turnout/mistral"
import * as EmbeddingsSuite from "@turnout/testing/EmbeddingsSuite"

const model = "codestral-embed"

EmbeddingsSuite.run({
  ...EmbeddingsSuite.openAi,
  vendor: Mistral,
  model,
  url: "https://api.mistral.ai/v1/embeddings",
  batch: 32,
  golden: [
    {
      name: "a text",
      request: { input: "hello" },
      body: { model, input: "hello" }
    },
    {
      name: "texts of a size, in base64, as questions of a user",
      request: {
        input: ["a", "b"],
        dimensions: 512,
        encoding_format: "base64",
        user: "u",
        gateway: { input_type: "query" }
      },
      changes: [
        "dropped user",
        "renamed dimensions",
        "translated encoding_format",
        "dropped gateway.input_type"
      ],
      body: { model, input: ["a", "b"], output_dimension: 512 }
    },
    {
      name: "a model of one size is not asked for it",
      model: "mistral-embed",
      request: { input: "a", dimensions: 1_024 },
      changes: ["dropped dimensions"],
      body: { model: "mistral-embed", input: "a" }
    }
  ],
  answers: [
    {
      name: "vectors in any order, counted",
      inputs: 2,
      body: {
        object: "list",
        model,
        data: [
          { object: "embedding", index: 1, embedding: [1, 2] },
          { object: "embedding", index: 0, embedding: [0.5, 1] }
        ],
        usage: { prompt_tokens: 4, total_tokens: 4 }
      },
      vectors: [
        [0.5, 1],
        [1, 2]
      ],
      tokens: 4
    }
  ]
})
