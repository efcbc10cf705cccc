import { LlamaCpp, LmStudio, Vllm } from "@turnout/local"
import * as EmbeddingsSuite from "@turnout/testing/EmbeddingsSuite"

const model = "nomic-embed-text-v1.5"

for (const [vendor, address] of [
  [LlamaCpp, "http://127.0.0.1:8080/v1"],
  [LmStudio, "http://127.0.0.1:1234/v1"],
  [Vllm, "http://127.0.0.1:8000/v1"]
] as const) {
  EmbeddingsSuite.run({
    ...EmbeddingsSuite.openAi,
    vendor,
    model,
    url: `${address}/embeddings`,
    golden: [{ name: "a text", request: { input: "hello" }, body: { model, input: "hello" } }]
  })
}
