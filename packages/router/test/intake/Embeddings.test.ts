import { assert, describe, it } from "@effect/vitest"
import type { EmbeddingFacts, Vector } from "@turnout/core/Embedding"
import type { EmbeddingRequest } from "@turnout/core/EmbeddingRequest"
import type { Stated } from "@turnout/core/Listing"
import * as Price from "@turnout/core/Price"
import type { RouterError } from "@turnout/core/RouterError"
import type { Receipt } from "@turnout/router/Receipt"
import { Router } from "@turnout/router/Router"
import type { RouterOptions } from "@turnout/router/RouterOptions"
import * as FakeProvider from "@turnout/testing/FakeProvider"
import { Effect, Layer } from "effect"
import * as fc from "fast-check"
import { failureOf, house } from "../house.ts"

/** Vectors that tell where they are from: the model, the provider, the text. */
const told =
  (provider: string, model: number, size: number) =>
  ({ embedding }: FakeProvider.Asked) => ({
    vectors: embedding.input.map((text): Vector => [
      model,
      provider.length,
      Number(text),
      ...Array.from({ length: size - 3 }, () => 0)
    ]),
    usage: { input: 2 * embedding.input.length, output: 0 }
  })

const usd = (input: number): Stated => ({
  prices: [{ rates: Price.rates({ input, output: 0 }), source: "test", date: "2026-01-01" }]
})

/** A provider of one model of vectors. */
const gives = (
  id: string,
  vectors: FakeProvider.Vectors,
  embeddings: EmbeddingFacts = {},
  stated: Stated = {},
  models = ["m"]
) =>
  FakeProvider.make({
    id,
    models: Object.fromEntries(models.map((model) => [model, { embeddings, ...stated }])),
    vectors
  })

const embed = (request: EmbeddingRequest) => Effect.flatMap(Router, (router) => router.embeddings(request))

const ask = (
  providers: ReadonlyArray<FakeProvider.FakeProvider>,
  request: EmbeddingRequest,
  options: RouterOptions = {}
) => Effect.provide(embed(request), house(providers, options))

const refused = (
  providers: ReadonlyArray<FakeProvider.FakeProvider>,
  request: EmbeddingRequest,
  options: RouterOptions = {}
): Effect.Effect<RouterError> => Effect.orDie(Effect.flip(ask(providers, request, options))) as never

/** Counts what reaches it. */
const counted = (vectors: FakeProvider.Vectors) => {
  const asked: Array<FakeProvider.Asked> = []
  return {
    asked,
    vectors: ((each) => {
      asked.push(each)
      return vectors(each)
    }) satisfies FakeProvider.Vectors
  }
}

const down = () => failureOf("ServerError", { should_retry: false })

describe("an embedding request", () => {
  it.effect("is answered in the order of its inputs, with what it cost", () =>
    Effect.gen(function* () {
      const { data, model, object, routing_metadata, usage } = yield* ask(
        [gives("a", told("a", 1, 3), {}, usd(10))],
        { model: "m", input: ["5", "6", "7"] }
      )
      assert.strictEqual(object, "list")
      assert.strictEqual(model, "m")
      assert.deepStrictEqual(
        data,
        [5, 6, 7].map((text, index) => ({ object: "embedding", index, embedding: [1, 1, text] }))
      )
      assert.deepStrictEqual(usage, { prompt_tokens: 6, total_tokens: 6, cost: 6e-5 })
      assert.strictEqual(routing_metadata.provider, "a")
      assert.deepStrictEqual(routing_metadata.cost, { usd: 6e-5 })
      assert.deepStrictEqual(routing_metadata.warnings, [])
    })
  )

  it.effect("fails over to another account of the model, and tells of all attempts", () =>
    Effect.gen(function* () {
      const { data, routing_metadata } = yield* ask([gives("a", down), gives("bb", told("bb", 1, 3))], {
        model: "m",
        input: "1",
        gateway: { include: ["attempts"], routing: { order: ["a"] } }
      })
      assert.deepStrictEqual(data[0]!.embedding, [1, 2, 1])
      assert.deepStrictEqual(
        routing_metadata.attempts?.map(({ endpoint, outcome }) => `${endpoint} ${outcome}`),
        ["a/m failed", "bb/m answered"]
      )
    })
  )

  it.effect("fails with the attempts where nobody answers", () =>
    Effect.gen(function* () {
      const error = yield* refused([gives("a", down), gives("b", down)], { model: "m", input: "1" })
      assert.strictEqual(error.code, "upstream_error")
      assert.strictEqual(error.attempts.length, 2)
    })
  )

  it.effect("is answered by the cheapest where cost is asked for, by its input alone", () =>
    Effect.gen(function* () {
      const { routing_metadata } = yield* ask(
        [gives("a", told("a", 1, 3), {}, usd(10)), gives("b", told("b", 1, 3), {}, usd(1))],
        { model: "m", input: "1", gateway: { routing: { optimize: "cost-focus", selection: "argmax" } } }
      )
      assert.strictEqual(routing_metadata.provider, "b")
    })
  )

  it.effect("goes by names, data policy, price and providers as a chat does", () =>
    Effect.gen(function* () {
      const providers = [
        gives("a", told("a", 1, 3), {}, { ...usd(10), data_policy: "none" }),
        gives("b", told("b", 1, 3), {}, { ...usd(1), data_policy: "zdr" })
      ]
      for (const [request, provider] of [
        [{ model: "m@a" }, "a"],
        [{ model: "m@b" }, "b"],
        [{ model: "m", gateway: { routing: { data_policy: "zdr" } } }, "b"],
        [{ model: "m", gateway: { routing: { max_cost_per_1m: 1 } } }, "b"],
        [{ model: "m", gateway: { routing: { exclude_providers: ["b"] } } }, "a"],
        [{ gateway: { models: ["m@a", "m@b"], routing: { mode: "fallback" } } }, "a"]
      ] as const) {
        const { routing_metadata } = yield* ask(providers, { ...request, input: "1" } as EmbeddingRequest)
        assert.strictEqual(routing_metadata.provider, provider, JSON.stringify(request))
      }
      const error = yield* refused(providers, {
        model: "m",
        input: "1",
        gateway: { routing: { regions: ["eu"] } }
      })
      assert.strictEqual(error.code, "no_provider_available")
    })
  )
})

describe("dimensions", () => {
  const sizes = { dimensions: { usual: 4, values: [3, 4] } }

  it.effect("that no endpoint offers are a 400, and nobody is asked", () => {
    const { asked, vectors } = counted(told("a", 1, 4))
    return Effect.gen(function* () {
      const error = yield* refused([gives("a", vectors, sizes)], { model: "m", input: "1", dimensions: 7 })
      assert.strictEqual(error.status, 400)
      assert.strictEqual(error.code, "invalid_parameter_value")
      assert.strictEqual(error.param, "dimensions")
      assert.include(error.message, "3, 4")
      assert.strictEqual(asked.length, 0)
    })
  })

  it.effect("choose among endpoints, and what comes in another size is no answer", () =>
    Effect.gen(function* () {
      const providers = [
        gives("a", told("a", 1, 4), { dimensions: { usual: 4 }, resizes: "no" }),
        gives("b", told("b", 1, 4), sizes),
        gives("c", told("c", 1, 3), sizes)
      ]
      const { data, routing_metadata } = yield* ask(providers, {
        model: "m",
        input: "1",
        dimensions: 3,
        gateway: { include: ["attempts"], routing: { order: ["a", "b", "c"] } }
      })
      assert.strictEqual(data[0]!.embedding.length, 3)
      assert.deepStrictEqual(
        routing_metadata.attempts?.map(({ endpoint, reason }) => [endpoint, reason]),
        [
          ["b/m", "MalformedResponse"],
          ["c/m", undefined]
        ]
      )
    })
  )

  it.effect("that are not asked for are the model's own: vectors of another size are of another space", () =>
    Effect.gen(function* () {
      // One states the size, and what is known of the weights holds for all of their endpoints.
      const providers = [gives("a", told("a", 1, 5)), gives("b", told("b", 1, 4), sizes)]
      const { routing_metadata } = yield* ask(providers, {
        model: "m",
        input: "1",
        gateway: { routing: { order: ["a"] } }
      })
      assert.strictEqual(routing_metadata.provider, "b")
    })
  )

  it.effect("that differ from endpoint to endpoint have to be stated", () =>
    Effect.gen(function* () {
      const providers = [
        gives("a", told("a", 1, 4), sizes),
        gives("b", told("b", 1, 3), { dimensions: { usual: 3, values: [3, 4] } })
      ]
      const error = yield* refused(providers, { model: "m", input: "1" })
      assert.strictEqual(error.code, "invalid_request")
      assert.strictEqual(error.param, "dimensions")
      const { data } = yield* ask(providers, { model: "m", input: "1", dimensions: 4 })
      assert.strictEqual(data[0]!.embedding.length, 4)
    })
  )
})

describe("vectors of two models are never mixed", () => {
  const two = [gives("a", told("a", 1, 3), {}, {}, ["m"]), gives("b", told("b", 2, 3), {}, {}, ["n"])]

  it.effect("different models are a 400, however they are named", () =>
    Effect.gen(function* () {
      for (const request of [
        { gateway: { models: ["m", "n"] } },
        { gateway: { models: ["m", "n"], routing: { mode: "fallback" } } },
        { model: "m@a->n@b" },
        { model: "router" }
      ] as const) {
        const error = yield* refused(two, { ...request, input: "1" } as EmbeddingRequest)
        assert.strictEqual(error.status, 400)
        assert.strictEqual(error.code, "invalid_request", JSON.stringify(request))
        assert.include(error.suggestion ?? "", "gateway.routing.spaces")
      }
    })
  )

  it.effect("unless any space will do: then the answer is one model's whole", () =>
    Effect.gen(function* () {
      const { data, routing_metadata } = yield* ask([gives("a", down), two[1]!], {
        input: ["1", "2"],
        gateway: { models: ["m", "n"], routing: { spaces: "any", mode: "fallback" } }
      })
      assert.strictEqual(routing_metadata.model_canonical, "n")
      assert.deepStrictEqual(
        data.map(({ embedding }) => embedding),
        [
          [2, 1, 1],
          [2, 1, 2]
        ]
      )
    })
  )

  const behaviours = ["answers", "fails", "lacks one", "other size", "mixed sizes", "no vector"] as const

  const behaving = (
    behaviour: (typeof behaviours)[number],
    provider: string,
    model: number,
    size: number
  ): FakeProvider.Vectors => {
    const good = told(provider, model, size)
    return (asked) => {
      const { usage, vectors } = good(asked)
      switch (behaviour) {
        case "answers":
          return { usage, vectors }
        case "fails":
          return down()
        case "lacks one":
          return { usage, vectors: vectors.slice(1) }
        case "other size":
          return { usage, vectors: vectors.map((vector) => [...vector, 0]) }
        case "mixed sizes":
          return { usage, vectors: [...vectors.slice(1), [...vectors[0]!, 0]] }
        case "no vector":
          return { usage, vectors: [] }
      }
    }
  }

  it.effect("in no registry, whatever fails", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.record({
              model: fc.integer({ min: 1, max: 3 }),
              behaviour: fc.constantFrom(...behaviours),
              states: fc.boolean()
            }),
            { minLength: 1, maxLength: 6 }
          ),
          fc.integer({ min: 1, max: 3 }),
          fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 2, maxLength: 6 }),
          fc.constantFrom("float", "base64"),
          fc.boolean(),
          async (accounts, wanted, texts, encoding_format, any) => {
            // Each model has a size of its own.
            const sizeOf = (model: number) => 3 + model
            const providers = accounts.map(({ behaviour, model, states }, index) =>
              gives(
                `p${"x".repeat(index)}`,
                behaving(behaviour, `p${"x".repeat(index)}`, model, sizeOf(model)),
                states ? { dimensions: { usual: sizeOf(model) } } : {},
                {},
                [`m${model}`]
              )
            )
            const served = new Set(accounts.map(({ model }) => `m${model}`))
            const request: EmbeddingRequest = {
              input: texts.map(String),
              encoding_format: encoding_format as "float",
              ...(any
                ? { gateway: { models: [...served], routing: { spaces: "any", max_fallback_attempts: 9 } } }
                : { model: `m${wanted}`, gateway: { routing: { max_fallback_attempts: 9 } } })
            }
            const exit = await Effect.runPromise(Effect.result(ask(providers, request)))
            if (exit._tag === "Failure") {
              const couldAnswer = accounts.some(
                ({ behaviour, model }) => behaviour === "answers" && (any || model === wanted)
              )
              // A size that nobody states is the first one's: only then may a wrong answer look right.
              assert.isFalse(couldAnswer, exit.failure.message)
              return
            }
            const { data, routing_metadata } = exit.success
            const vectors = data.map(({ embedding }) =>
              encoding_format === "base64"
                ? [...new Float32Array(Uint8Array.from(Buffer.from(String(embedding), "base64")).buffer)]
                : embedding
            )
            assert.strictEqual(vectors.length, texts.length)
            assert.strictEqual(new Set(vectors.map(({ length }) => length)).size, 1)
            const answering = accounts.findIndex(
              (_, index) => routing_metadata.provider === `p${"x".repeat(index)}`
            )
            for (const [index, vector] of vectors.entries()) {
              assert.strictEqual(vector[0], accounts[answering]!.model)
              assert.strictEqual(vector[1], answering + 1)
              assert.strictEqual(vector[2], texts[index])
            }
            if (!any) assert.strictEqual(routing_metadata.model_canonical, `m${wanted}`)
          }
        ),
        { numRuns: 150 }
      )
    )
  )
})

describe("kinds of endpoints", () => {
  const chat = FakeProvider.make({ id: "chat", models: ["talks"], vectors: told("chat", 1, 3) })
  const both = [chat, gives("a", told("a", 1, 3))]

  it.effect("a model that answers chats gives no embeddings", () =>
    Effect.gen(function* () {
      for (const model of ["talks", "talks@chat"]) {
        const error = yield* refused(both, { model, input: "1" })
        assert.strictEqual(error.code, "model_not_found")
        assert.include(error.message, "gives no embeddings")
      }
      const error = yield* refused(both, { model: "nobody", input: "1" })
      assert.include(error.message, "does not exist")
    })
  )

  it.effect("a model that gives embeddings answers no chat, also where any model will do", () =>
    Effect.gen(function* () {
      const router = yield* Router
      const messages = [{ role: "user" as const, content: "hi" }]
      const error = yield* Effect.flip(router.chat({ model: "m", messages }))
      assert.strictEqual(error.status, 400)
      assert.include(error.message, "gives embeddings")
      const { routing_metadata } = yield* router.chat({ model: "router", messages })
      assert.strictEqual(routing_metadata.provider, "chat")
    }).pipe(Effect.provide(house(both)))
  )

  it.effect("a provider without embeddings is known by name, and asked for none", () =>
    Effect.gen(function* () {
      const silent = FakeProvider.make({ id: "silent", models: ["s"] })
      const { routing_metadata } = yield* ask([...both, silent], {
        model: "m",
        input: "1",
        gateway: { routing: { prefer: "silent" } }
      })
      assert.strictEqual(routing_metadata.provider, "a")
      const error = yield* refused([silent], { model: "s", input: "1" })
      assert.strictEqual(error.status, 404)
    })
  )
})

describe("what an endpoint takes", () => {
  it.effect("tokens go where they are taken, and nowhere else", () =>
    Effect.gen(function* () {
      const providers = [gives("a", told("a", 1, 3)), gives("b", told("b", 1, 3), { tokens: "yes" })]
      const { routing_metadata } = yield* ask(providers, {
        model: "m",
        input: [1, 2],
        gateway: { routing: { order: ["a"] } }
      })
      assert.strictEqual(routing_metadata.provider, "b")
      const error = yield* refused(providers.slice(0, 1), { model: "m", input: [[1], [2]] })
      assert.strictEqual(error.code, "invalid_parameter_value")
      assert.strictEqual(error.param, "input")
    })
  )

  it.effect("the longest input has to fit, and not all of them together", () =>
    Effect.gen(function* () {
      const providers = [
        gives("a", told("a", 1, 3), {}, { limits: { context: 10 } }),
        gives("b", told("b", 1, 3), {}, { limits: { context: 100 } })
      ]
      const long = "word ".repeat(40)
      const short = Array.from({ length: 50 }, () => "word")
      const at = (input: ReadonlyArray<string>) =>
        Effect.map(
          ask(providers, { model: "m", input, gateway: { routing: { order: ["a"] } } }),
          ({ routing_metadata }) => routing_metadata.provider
        )
      assert.strictEqual(yield* at(short), "a")
      assert.strictEqual(yield* at([...short, long]), "b")
    })
  )

  it.effect("who wants every parameter honoured is answered where the type of input is told apart", () =>
    Effect.gen(function* () {
      const providers = [gives("a", told("a", 1, 3)), gives("b", told("b", 1, 3), { input_types: ["query"] })]
      const request: EmbeddingRequest = {
        model: "m",
        input: "1",
        drop_params: false,
        gateway: { input_type: "query", routing: { order: ["a"] } }
      }
      assert.strictEqual((yield* ask(providers, request)).routing_metadata.provider, "b")
      const error = yield* refused(providers.slice(0, 1), request)
      assert.strictEqual(error.code, "required_params_not_supported")
    })
  )
})

describe("the account of an embedding request", () => {
  it.effect("a vendor that counts nothing is estimated, and that is said", () =>
    Effect.gen(function* () {
      const silent: FakeProvider.Vectors = (asked) => ({ vectors: told("a", 1, 3)(asked).vectors })
      const { routing_metadata, usage } = yield* ask([gives("a", silent, {}, usd(10))], {
        model: "m",
        input: ["1234", "12345678"],
        gateway: { include: ["attempts"] }
      })
      assert.deepStrictEqual(usage, { prompt_tokens: 3, total_tokens: 3, cost: 3e-5, estimated: true })
      assert.strictEqual(routing_metadata.attempts?.[0]?.cost?.confidence, "assumed")
    })
  )

  it.effect("an unknown price is no cost", () =>
    Effect.gen(function* () {
      const { routing_metadata, usage } = yield* ask([gives("a", told("a", 1, 3))], {
        model: "m",
        input: "1"
      })
      assert.deepStrictEqual(usage, { prompt_tokens: 2, total_tokens: 2 })
      assert.isUndefined(routing_metadata.cost)
    })
  )

  it.effect("budgets are reserved before it and settled after it, by its input alone", () =>
    Effect.gen(function* () {
      const { Budget } = yield* Effect.promise(() => import("@turnout/router/Budget"))
      const principal = { workspace_id: "acme" }
      const withBudget = (limit_usd: number) =>
        house([gives("a", told("a", 1, 3), {}, { ...usd(10), limits: { context: 100 } })], {}).pipe(
          Layer.provideMerge(Budget.layer({ rules: [{ scope: "workspace", period: "daily", limit_usd }] }))
        )
      const spend = Effect.gen(function* () {
        const router = yield* Router
        yield* router.embeddings({ model: "m", input: ["1", "2"] }, { principal })
        const { budgets } = yield* router.quotaStatus({ principal })
        return budgets.map(({ spend_usd }) => spend_usd)
      })
      assert.deepStrictEqual(yield* Effect.provide(spend, withBudget(1)), [4e-5])
      const error = yield* Effect.flip(Effect.provide(spend, withBudget(1e-6)))
      assert.strictEqual((error as RouterError).code, "budget_exhausted")
    })
  )

  it.effect("each has one receipt, with bodies only where they are wanted and permitted", () =>
    Effect.gen(function* () {
      const receipts: Array<Receipt> = []
      const options: RouterOptions = {
        observe: { receipt: (receipt) => void receipts.push(receipt), bodies: true }
      }
      const providers = [gives("a", down), gives("b", told("b", 1, 3), {}, usd(10))]
      const request: EmbeddingRequest = {
        model: "m",
        input: "1",
        gateway: { metadata: { trace_id: "t" }, routing: { order: ["a"] } }
      }
      const answer = yield* ask(providers, request, options)
      yield* ask(providers, { ...request, log_query_body: false }, options)
      yield* refused(providers.slice(0, 1), request, options)
      yield* refused(providers, { ...request, input: "" }, options)
      assert.deepStrictEqual(
        receipts.map(({ attempts, embeddings, outcome, request, response }) => [
          outcome,
          attempts.length,
          request?.embedding?.input,
          embeddings?.data.length,
          response
        ]),
        [
          ["answered", 2, ["1"], 1, undefined],
          ["answered", 2, undefined, undefined, undefined],
          ["failed", 1, ["1"], undefined, undefined],
          ["failed", 0, undefined, undefined, undefined]
        ]
      )
      assert.deepStrictEqual(receipts[0]?.embeddings, answer)
      assert.deepStrictEqual(receipts[0]?.metadata, { trace_id: "t" })
      assert.deepStrictEqual(receipts[0]?.usage, {
        prompt_tokens: 2,
        completion_tokens: 0,
        total_tokens: 2,
        cost: 2e-5
      })
    })
  )
})
