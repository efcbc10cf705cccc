import { assert, describe, it } from "@effect/vitest"
import { TurnoutEmbeddingModel } from "@turnout/effect-ai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { Effect } from "effect"
import { EmbeddingModel } from "effect/ai"
import { bodyOf, house, refusal } from "./house.ts"

const vectors = (...data: ReadonlyArray<ReadonlyArray<number>>) =>
  ScriptedHttp.json({
    object: "list",
    model: "text-embedding-3-small",
    data: data.map((embedding, index) => ({ object: "embedding", index, embedding })),
    usage: { prompt_tokens: 4, total_tokens: 4 }
  })

describe("embeddings", () => {
  it.live("many are asked at once, in order, with the tokens that the vendor counted", () =>
    house({ openai: [vectors([1, 0], [0, 1])] }, ({ openai }) =>
      Effect.gen(function* () {
        const model = yield* EmbeddingModel.EmbeddingModel
        const { embeddings, usage } = yield* model.embedMany(["a", "b"])
        assert.deepStrictEqual(
          embeddings.map(({ vector }) => vector),
          [
            [1, 0],
            [0, 1]
          ]
        )
        assert.strictEqual(usage.inputTokens, 4)
        assert.deepStrictEqual(bodyOf(openai)["input"], ["a", "b"])
        assert.strictEqual(yield* EmbeddingModel.Dimensions, 2)
      }).pipe(Effect.provide(TurnoutEmbeddingModel.model("text-embedding-3-small", { dimensions: 2 })))
    )
  )

  it.live("a failure is Effect's, by the router's code", () =>
    house({ openai: () => refusal(429, { message: "slow" }, { "retry-after": "7200" }) }, () =>
      Effect.gen(function* () {
        const model = yield* EmbeddingModel.EmbeddingModel
        const error = yield* Effect.flip(model.embed("a"))
        assert.strictEqual(error.reason._tag, "RateLimitError")
      }).pipe(Effect.provide(TurnoutEmbeddingModel.layer({ model: "text-embedding-3-small" })))
    )
  )
})
