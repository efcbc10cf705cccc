import { Azure } from "@turnout/azure"
import * as EmbeddingsSuite from "@turnout/testing/EmbeddingsSuite"

const model = "text-embedding-3-large"

EmbeddingsSuite.run({
  ...EmbeddingsSuite.openAi,
  vendor: Azure,
  needs: { resource: "r" },
  header: { "api-key": "sk-env" },
  model,
  url: "https://r.openai.azure.com/openai/v1/embeddings",
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
  answers: [EmbeddingsSuite.counted(model)]
})

EmbeddingsSuite.run({
  ...EmbeddingsSuite.openAi,
  vendor: Azure,
  needs: { resource: "r", apiVersion: "2024-10-21" },
  header: { "api-key": "sk-env" },
  model: "my deployment",
  url: "https://r.openai.azure.com/openai/deployments/my%20deployment/embeddings?api-version=2024-10-21",
  batch: 2_048,
  golden: []
})
