import { Ollama } from "@turnout/ollama"
import * as EmbeddingsSuite from "@turnout/testing/EmbeddingsSuite"

const model = "nomic-embed-text"

EmbeddingsSuite.run({
  vendor: Ollama,
  model,
  url: "http://127.0.0.1:11434/api/embed",
  textsOf: (body) => [body["input"]].flat() as ReadonlyArray<string>,
  answerOf: (vectors) => ({ body: { model, embeddings: vectors } as never }),
  golden: [
    {
      name: "a text is not cut in silence",
      request: { input: "hello" },
      changes: ["defaulted truncate"],
      body: { model, input: "hello", truncate: false }
    },
    {
      name: "texts of a size, with the caller's own fields",
      request: {
        input: ["a", "b"],
        dimensions: 256,
        gateway: { input_type: "query" },
        extensions: { ollama: { keep_alive: "5m", truncate: true, options: { num_ctx: 512 } } }
      },
      changes: ["dropped gateway.input_type"],
      body: {
        model,
        input: ["a", "b"],
        dimensions: 256,
        keep_alive: "5m",
        truncate: true,
        options: { num_ctx: 512 }
      }
    }
  ],
  answers: [
    {
      name: "vectors with what they came to",
      inputs: 2,
      body: {
        model,
        embeddings: [
          [0.5, 1],
          [1, 2]
        ],
        total_duration: 14143917,
        prompt_eval_count: 8
      },
      vectors: [
        [0.5, 1],
        [1, 2]
      ],
      tokens: 8
    },
    {
      name: "a model that is not there",
      status: 404,
      body: { error: `model "${model}" not found, try pulling it first` },
      failure: "ModelNotFound"
    }
  ]
})
