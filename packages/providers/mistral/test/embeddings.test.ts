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
  answers: [EmbeddingsSuite.counted(model)]
})
