import { DeepInfra } from "@turnout/deepinfra"
import * as EmbeddingsSuite from "@turnout/testing/EmbeddingsSuite"

const model = "BAAI/bge-m3"

EmbeddingsSuite.run({
  ...EmbeddingsSuite.openAi,
  vendor: DeepInfra,
  model,
  url: "https://api.deepinfra.com/v1/openai/embeddings",
  batch: 1024,
  golden: [
    {
      name: "a text",
      request: { input: "hello" },
      body: { model, input: "hello", encoding_format: "float" }
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
      body: { model, input: ["a", "b"], dimensions: 512, encoding_format: "float", user: "u" }
    }
  ],
  answers: [EmbeddingsSuite.counted(model)]
})
