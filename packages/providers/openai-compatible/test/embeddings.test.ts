import { OpenAiCompatible } from "@turnout/openai-compatible"
import * as EmbeddingsSuite from "@turnout/testing/EmbeddingsSuite"

const model = "my-embed"

EmbeddingsSuite.run({
  ...EmbeddingsSuite.openAi,
  vendor: OpenAiCompatible,
  needs: { baseUrl: "http://own.test/v1" },
  model,
  url: "http://own.test/v1/embeddings",
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
  answers: [
    EmbeddingsSuite.counted(model),
    {
      name: "a cost that the server states",
      body: { data: [{ index: 0, embedding: [1] }], usage: { prompt_tokens: 2, cost: 0.5 } },
      vectors: [[1]],
      tokens: 2
    }
  ]
})
