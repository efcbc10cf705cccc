import { Cohere } from "@turnout/cohere"
import * as EmbeddingsSuite from "@turnout/testing/EmbeddingsSuite"

const model = "embed-v4.0"

EmbeddingsSuite.run({
  vendor: Cohere,
  model,
  url: "https://api.cohere.com/v2/embed",
  batch: 96,
  textsOf: (body) => body["texts"] as ReadonlyArray<string>,
  answerOf: (vectors) => ({ body: { id: "e", embeddings: { float: vectors } } as never }),
  golden: [
    {
      name: "a text, with the type that the API demands",
      request: { input: "hello" },
      changes: ["defaulted gateway.input_type", "defaulted truncate"],
      body: {
        model,
        texts: ["hello"],
        input_type: "search_document",
        embedding_types: ["float"],
        truncate: "NONE"
      }
    },
    {
      name: "a question of a size, in base64, cut as the caller says",
      request: {
        input: ["a"],
        dimensions: 256,
        encoding_format: "base64",
        gateway: { input_type: "query" },
        extensions: { cohere: { truncate: "END", priority: 1, input_type: "image" } }
      },
      changes: ["translated gateway.input_type", "renamed dimensions", "translated encoding_format"],
      body: {
        model,
        texts: ["a"],
        input_type: "search_query",
        embedding_types: ["float"],
        output_dimension: 256,
        truncate: "END",
        priority: 1
      }
    },
    {
      name: "a type that it has no word for",
      request: { input: ["a"], gateway: { input_type: "fact_verification" } },
      changes: ["dropped gateway.input_type", "defaulted gateway.input_type", "defaulted truncate"],
      body: {
        model,
        texts: ["a"],
        input_type: "search_document",
        embedding_types: ["float"],
        truncate: "NONE"
      }
    }
  ],
  answers: [
    {
      name: "vectors by type",
      inputs: 2,
      body: {
        id: "e",
        embeddings: {
          float: [
            [0.5, 1],
            [1, 2]
          ]
        },
        texts: ["text 0", "text 1"],
        meta: { api_version: { version: "2" }, billed_units: { input_tokens: 4 } }
      },
      vectors: [
        [0.5, 1],
        [1, 2]
      ],
      tokens: 4
    },
    { name: "vectors of another type", body: { embeddings: { int8: [[1]] } }, failure: "MalformedResponse" },
    {
      name: "a text that is too long",
      status: 400,
      body: {
        message: "too many tokens: total number of tokens in the prompt exceeds the limit",
        error_type: "TOO_MANY_TOKENS"
      },
      failure: "ContextLengthExceeded"
    }
  ]
})
