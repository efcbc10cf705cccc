import { assert, describe, it } from "@effect/vitest"
import { Bedrock } from "@turnout/bedrock"
import * as EmbeddingsSuite from "@turnout/testing/EmbeddingsSuite"
import { Transport } from "@turnout/wire/Transport"
import { Effect } from "effect"

const host = "https://bedrock-runtime.us-east-1.amazonaws.com/model"
const url = (model: string) => `${host}/${encodeURIComponent(model)}/invoke`
const shared = { vendor: Bedrock, needs: { region: "us-east-1" } }

const titan = "amazon.titan-embed-text-v2:0"

EmbeddingsSuite.run({
  ...shared,
  model: titan,
  url: url(titan),
  batch: 1,
  textsOf: (body) => [body["inputText"] as string],
  answerOf: ([embedding, ...more]) => ({
    body: { embedding, ...(more.length > 0 ? { embedding: undefined } : {}), inputTextTokenCount: 2 } as never
  }),
  golden: [
    {
      name: "each text by itself",
      request: { input: ["a", "b"], dimensions: 512, gateway: { input_type: "query" } },
      changes: ["dropped gateway.input_type"],
      body: [
        { inputText: "a", dimensions: 512 },
        { inputText: "b", dimensions: 512 }
      ]
    },
    {
      name: "a model of one size is not asked for it",
      model: "amazon.titan-embed-text-v1",
      request: { input: "a", dimensions: 1_536, extensions: { bedrock: { normalize: true } } },
      changes: ["dropped dimensions"],
      body: { inputText: "a", normalize: true }
    }
  ],
  answers: [
    {
      name: "a vector with what it came to",
      body: { embedding: [0.5, 1], inputTextTokenCount: 3, embeddingsByType: { float: [0.5, 1] } },
      vectors: [[0.5, 1]],
      tokens: 3
    },
    {
      name: "a throttled request",
      status: 429,
      headers: { "x-amzn-errortype": "ThrottlingException" },
      body: { message: "Too many requests" },
      failure: "RateLimited"
    }
  ]
})

const cohere = "cohere.embed-english-v3"

EmbeddingsSuite.run({
  ...shared,
  model: cohere,
  url: url(cohere),
  batch: 96,
  textsOf: (body) => body["texts"] as ReadonlyArray<string>,
  answerOf: (vectors) => ({ body: { embeddings: vectors } as never }),
  golden: [
    {
      name: "Cohere's body without the model",
      request: { input: ["a", "b"], gateway: { input_type: "query" } },
      changes: ["translated gateway.input_type", "defaulted truncate"],
      body: { texts: ["a", "b"], input_type: "search_query", embedding_types: ["float"], truncate: "NONE" }
    }
  ],
  answers: [
    {
      name: "a bare list, counted in a header alone",
      headers: { "x-amzn-bedrock-input-token-count": "7" },
      body: { id: "e", embeddings: [[0.5, 1]], response_type: "embeddings_floats" },
      vectors: [[0.5, 1]],
      tokens: 7
    },
    {
      name: "a list by type, not counted",
      model: "cohere.embed-v4:0",
      body: { embeddings: { float: [[0.5, 1]] } },
      vectors: [[0.5, 1]],
      tokens: null
    }
  ]
})

const nova = "amazon.nova-2-multimodal-embeddings-v1:0"

interface Single {
  readonly text: { readonly value: string }
}

EmbeddingsSuite.run({
  ...shared,
  model: nova,
  url: url(nova),
  batch: 1,
  textsOf: (body) => [(body["singleEmbeddingParams"] as unknown as Single).text.value],
  answerOf: (vectors) => ({
    body: { embeddings: vectors.map((embedding) => ({ embeddingType: "TEXT", embedding })) } as never
  }),
  golden: [
    {
      name: "a purpose is demanded",
      request: { input: "a" },
      changes: ["defaulted gateway.input_type", "defaulted truncate"],
      body: {
        taskType: "SINGLE_EMBEDDING",
        singleEmbeddingParams: {
          embeddingPurpose: "GENERIC_INDEX",
          text: { truncationMode: "NONE", value: "a" }
        }
      }
    },
    {
      name: "a question of a size",
      request: { input: "a", dimensions: 384, gateway: { input_type: "query" } },
      changes: ["translated gateway.input_type", "renamed dimensions", "defaulted truncate"],
      body: {
        taskType: "SINGLE_EMBEDDING",
        singleEmbeddingParams: {
          embeddingPurpose: "TEXT_RETRIEVAL",
          embeddingDimension: 384,
          text: { truncationMode: "NONE", value: "a" }
        }
      }
    }
  ],
  answers: [
    {
      name: "a vector of a kind, with what it came to",
      body: { embeddings: [{ embeddingType: "TEXT", embedding: [0.5, 1] }], inputTokenCount: 2 },
      vectors: [[0.5, 1]],
      tokens: 2
    }
  ]
})

describe("embeddings with credentials of AWS", () => {
  it.effect("are signed as chats are", () =>
    Effect.gen(function* () {
      const sent = Promise.withResolvers<{ readonly [name: string]: string }>()
      const transport = Transport.of({
        send: ({ headers }) => {
          sent.resolve(headers)
          return Effect.never
        }
      })
      const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret/Key" }
      const provider = yield* Bedrock.make({
        region: "us-east-1",
        apiKey: [credentials.accessKeyId, credentials.secretAccessKey].join(":")
      }).pipe(Effect.provideService(Transport, transport), Effect.orDie)
      const embedder = yield* provider.embedder!
      const endpoint = embedder.endpoint(provider.passthrough(titan))!
      const request = {
        messages: [],
        stream: false,
        embedding: { input: ["a"], alone: true }
      }
      const prepared = embedder.prepare({ request, ledger: [] }, endpoint)
      const options = { connect_timeout_ms: 1_000, now: 0 }
      const run = embedder.run(prepared, endpoint, provider.credentials[0]!, options)
      const headers = yield* Effect.scoped(
        Effect.raceFirst(
          Effect.promise(() => sent.promise),
          Effect.andThen(run, Effect.die("it was not sent"))
        )
      )
      assert.match(headers["authorization"] ?? "", /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/)
      assert.notInclude(JSON.stringify(headers), "secret/Key")
    })
  )
})
