import { Fireworks } from "@turnout/fireworks"
import * as EmbeddingsSuite from "@turnout/testing/EmbeddingsSuite"

const model = "nomic-ai/nomic-embed-text-v1.5"

EmbeddingsSuite.run({
  ...EmbeddingsSuite.openAi,
  vendor: Fireworks,
  model,
  url: "https://api.fireworks.ai/inference/v1/embeddings",
  batch: 8,
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
      changes: ["dropped user", "translated encoding_format", "dropped gateway.input_type"],
      body: { model, input: ["a", "b"], dimensions: 512 }
    }
  ],
  answers: [EmbeddingsSuite.counted(model)]
})
