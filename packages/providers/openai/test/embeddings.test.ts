import { OpenAi } from "@turnout/openai"
import * as EmbeddingsSuite from "@turnout/testing/EmbeddingsSuite"

const model = "text-embedding-3-small"

EmbeddingsSuite.run({
  ...EmbeddingsSuite.openAi,
  vendor: OpenAi,
  model,
  url: "https://api.openai.com/v1/embeddings",
  batch: 2048,
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
      changes: ["dropped gateway.input_type"],
      body: { model, input: ["a", "b"], dimensions: 512, encoding_format: "base64", user: "u" }
    }
  ],
  answers: [
    EmbeddingsSuite.counted(model),
    {
      name: "vectors as text",
      body: { data: [{ index: 0, embedding: "AAAAPwAAgD8=" }] },
      vectors: [[0.5, 1]]
    }
  ]
})
