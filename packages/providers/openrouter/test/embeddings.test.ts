import { OpenRouter } from "@turnout/openrouter"
import * as EmbeddingsSuite from "@turnout/testing/EmbeddingsSuite"

const model = "openai/text-embedding-3-small"

EmbeddingsSuite.run({
  ...EmbeddingsSuite.openAi,
  vendor: OpenRouter,
  model,
  url: "https://openrouter.ai/api/v1/embeddings",
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
      changes: ["translated encoding_format", "dropped gateway.input_type"],
      body: { model, input: ["a", "b"], dimensions: 512, user: "u" }
    }
  ],
  answers: [EmbeddingsSuite.counted(model)]
})
