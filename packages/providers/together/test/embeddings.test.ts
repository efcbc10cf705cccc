import { Together } from "@turnout/together"
import * as EmbeddingsSuite from "@turnout/testing/EmbeddingsSuite"

const model = "BAAI/bge-base-en-v1.5"

EmbeddingsSuite.run({
  ...EmbeddingsSuite.openAi,
  vendor: Together,
  model,
  url: "https://api.together.xyz/v1/embeddings",
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
        dimensions: 768,
        encoding_format: "base64",
        user: "u",
        gateway: { input_type: "query" }
      },
      changes: [
        "dropped user",
        "dropped dimensions",
        "translated encoding_format",
        "dropped gateway.input_type"
      ],
      body: { model, input: ["a", "b"] }
    }
  ],
  answers: [
    {
      name: "vectors, and no count",
      inputs: 2,
      body: {
        object: "list",
        model,
        data: [
          { object: "embedding", index: 1, embedding: [1, 2] },
          { object: "embedding", index: 0, embedding: [0.5, 1] }
        ]
      },
      vectors: [
        [0.5, 1],
        [1, 2]
      ],
      tokens: null
    }
  ]
})
