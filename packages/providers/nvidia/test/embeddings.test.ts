import { NVIDIA } from "@turnout/nvidia"
import * as EmbeddingsSuite from "@turnout/testing/EmbeddingsSuite"

const model = "nvidia/nv-embed-v1"

EmbeddingsSuite.run({
  ...EmbeddingsSuite.openAi,
  vendor: NVIDIA,
  model,
  url: "https://integrate.api.nvidia.com/v1/embeddings",
  golden: [
    {
      name: "a text is a passage, unless the caller says what it is",
      request: { input: "hello" },
      changes: ["defaulted gateway.input_type"],
      body: { model, input: "hello", input_type: "passage" }
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
      changes: ["translated encoding_format", "translated gateway.input_type"],
      body: { model, input: ["a", "b"], dimensions: 512, input_type: "query", user: "u" }
    }
  ],
  answers: [EmbeddingsSuite.counted(model)]
})
