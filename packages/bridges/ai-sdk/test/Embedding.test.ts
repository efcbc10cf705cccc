import { APICallError, NoSuchModelError } from "@ai-sdk/provider"
import { assert, describe, it } from "@effect/vitest"
import { createTurnout } from "@turnout/ai-sdk"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { embed, embedMany } from "ai"
import { bodyOf, house, refusal } from "./house.ts"

globalThis.AI_SDK_LOG_WARNINGS = false

const vectors = (...data: ReadonlyArray<ReadonlyArray<number>>) =>
  ScriptedHttp.json({
    object: "list",
    model: "text-embedding-3-small",
    data: data.map((embedding, index) => ({ object: "embedding", index, embedding })),
    usage: { prompt_tokens: 4, total_tokens: 4 }
  })

describe("embeddings", () => {
  it("embedMany asks once, in order, with the router's fields", () =>
    house({ openai: [vectors([1, 0], [0, 1])] }, async ({ openai, turnout }) => {
      const { embeddings, usage } = await embedMany({
        model: turnout.embeddingModel("text-embedding-3-small"),
        values: ["a", "b"],
        providerOptions: { turnout: { dimensions: 2, routing: { optimize: "cost" } } }
      })
      assert.deepStrictEqual(embeddings, [
        [1, 0],
        [0, 1]
      ])
      assert.strictEqual(usage.tokens, 4)
      assert.strictEqual(openai.requests.length, 1)
      assert.deepInclude(bodyOf(openai), { input: ["a", "b"], dimensions: 2 })
    }))

  it("embed tells how it was routed", () =>
    house({ openai: [vectors([1, 0])] }, async ({ turnout }) => {
      const { providerMetadata } = await embed({
        model: turnout.embeddingModel("text-embedding-3-small"),
        value: "a",
        providerOptions: { turnout: { dimensions: 2 } }
      })
      assert.deepInclude(providerMetadata?.["turnout"]?.["routing_metadata"], { provider: "openai" })
    }))

  it("a failure is told once, with the router's attempts", () =>
    house(
      { openai: () => refusal(429, { message: "slow" }, { "retry-after": "7200" }) },
      async ({ openai, turnout }) => {
        const model = turnout.embeddingModel("text-embedding-3-small")
        const error: unknown = await embed({ model, value: "a", maxRetries: 2 }).catch(
          (cause: unknown) => cause
        )
        assert.ok(APICallError.isInstance(error), String(error))
        assert.deepStrictEqual([error.statusCode, error.isRetryable], [429, false])
        const { attempts } = error.data as { readonly attempts: ReadonlyArray<{ readonly outcome: string }> }
        assert.strictEqual(
          attempts.filter(({ outcome }) => outcome === "failed").length,
          openai.requests.length
        )
      }
    ))

  it("a router without embeddings has no such model", () => {
    const { answerAs, startAs } = { answerAs: () => Promise.reject(), startAs: () => Promise.reject() }
    const turnout = createTurnout({ router: { answerAs, startAs } })
    assert.throws(() => turnout.embeddingModel("text-embedding-3-small"), NoSuchModelError)
  })
})
