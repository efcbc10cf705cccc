import { assert, describe, it } from "@effect/vitest"
import type { EmbeddingRequest } from "@turnout/core/EmbeddingRequest"
import type { Json, JsonObject } from "@turnout/core/Json"
import type { TransportRequest } from "@turnout/wire/Transport"
import type { BaseOptions } from "@turnout/wire/Vendor"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import * as Cuts from "./Cuts.ts"
import { account, tokensOf, vectorsOf } from "./embeddings-suite/account.ts"
import type { Answer, Sent, Subject } from "./embeddings-suite/subject.ts"

export type { Answer, Golden, Sent, Subject } from "./embeddings-suite/subject.ts"

const textsOf = (count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, index) => `text ${index}`)

/** A vector that tells which text it is of. */
const vectorOf = (text: string): ReadonlyArray<number> => [Number(/\d+/.exec(text)![0]), 0.5]

const bodyOf = ({ body }: TransportRequest): JsonObject => JSON.parse(body as string) as JsonObject

/** How servers of OpenAI's API are asked and answer. */
export const openAi = {
  textsOf: (body: JsonObject): ReadonlyArray<string> => [body["input"]].flat() as ReadonlyArray<string>,
  answerOf: (vectors: ReadonlyArray<unknown>): Sent => ({
    body: {
      object: "list",
      model: "m",
      data: vectors.map((embedding, index) => ({ object: "embedding", index, embedding: embedding as Json })),
      usage: { prompt_tokens: vectors.length, total_tokens: vectors.length }
    }
  })
}

/** An answer of OpenAI's API that tells two vectors, the second first, and how many tokens they are of. */
export const counted = (model: string): Answer => ({
  name: "vectors in any order, counted",
  inputs: 2,
  body: {
    object: "list",
    model,
    data: [
      { object: "embedding", index: 1, embedding: [1, 2] },
      { object: "embedding", index: 0, embedding: [0.5, 1] }
    ],
    usage: { prompt_tokens: 4, total_tokens: 4 }
  },
  vectors: [
    [0.5, 1],
    [1, 2]
  ],
  tokens: 4
})

/** Registers the suite with vitest: exact native bodies and answers, and what every vendor's embeddings promise. */
export const run = <O extends BaseOptions>(subject: Subject<O>): void => {
  const { answerOf, answers = [], batch, golden, model } = subject
  const good = (request: TransportRequest) => ({
    sent: answerOf(subject.textsOf(bodyOf(request)).map(vectorOf))
  })

  describe.skipIf(golden.length === 0)("embeddings: what is sent, of a caller's request", () => {
    for (const { body, changes = [], model: own = model, name, request } of golden) {
      it.effect(name, () =>
        Effect.map(account(subject, own, good), ({ prepare }) => {
          const { ledger, prepared } = prepare(request)
          assert.deepStrictEqual(prepared.body, body)
          assert.deepStrictEqual(
            ledger.map(({ action, param }) => `${action} ${param}`),
            changes
          )
        })
      )
    }
  })

  describe.skipIf(answers.length === 0)("embeddings: what is understood", () => {
    for (const answer of answers) {
      it.effect(`${answer.name}, cut anywhere`, () =>
        Effect.gen(function* () {
          const { failure, inputs = 1, model: own = model, tokens, vectors } = answer
          const bytes = Cuts.bytesOf(JSON.stringify(answer.body))
          const request: EmbeddingRequest = { input: inputs === 1 ? "text 0" : textsOf(inputs) }
          for (const pieces of [[bytes], ...Cuts.twoParts(bytes), Cuts.byteWise(bytes)]) {
            const { ask } = yield* account(subject, own, () => ({ sent: answer, pieces }))
            const asked = yield* ask(request)
            assert.strictEqual(asked.failure?._tag, failure, asked.failure?.message)
            if (vectors !== undefined) assert.deepStrictEqual(vectorsOf(asked), vectors)
            if (tokens !== undefined) assert.strictEqual(tokensOf(asked), tokens)
          }
        })
      )
    }
  })

  describe("embeddings: what is promised", () => {
    it.effect("the request goes to its address, with the key", () =>
      Effect.gen(function* () {
        const { ask, requests } = yield* account(subject, model, good)
        assert.isUndefined((yield* ask({ input: "text 0" })).failure)
        const [request] = requests
        assert.strictEqual(request!.url, subject.url)
        assert.strictEqual(request!.method, "POST")
        assert.deepInclude(request!.headers, subject.header ?? { authorization: "Bearer sk-env" })
      })
    )

    it.effect("inputs are split at its limit, and their vectors joined in order", () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(fc.integer({ min: 1, max: 3 * Math.min(batch ?? 4, 8) + 1 }), async (count) => {
            const size = batch ?? count
            const total = Math.min(count * Math.ceil(size / 8), 2 * size + 1)
            const check = Effect.gen(function* () {
              const { ask, most, requests, running } = yield* account(subject, model, good)
              const asked = yield* ask({ input: textsOf(total) })
              assert.isUndefined(asked.failure)
              assert.deepStrictEqual(vectorsOf(asked), textsOf(total).map(vectorOf))
              const sizes = requests.map((request) => subject.textsOf(bodyOf(request)).length)
              assert.strictEqual(sizes.length, batch === undefined ? 1 : Math.ceil(total / batch))
              for (const each of sizes) assert.isAtMost(each, batch ?? total)
              assert.isAtMost(most(), 4)
              assert.strictEqual(running(), 0)
            })
            await Effect.runPromise(check)
          }),
          { numRuns: 8 }
        )
      )
    )

    if (batch !== undefined) {
      it.effect("one upstream request that fails ends the others, and is the failure of all", () =>
        Effect.gen(function* () {
          const { ask, running } = yield* account(subject, model, (request, index) =>
            index === 1 ? { sent: { status: 429, body: { error: { message: "slow down" } } } } : good(request)
          )
          const asked = yield* ask({ input: textsOf(9 * batch) })
          assert.strictEqual(asked.failure?._tag, "RateLimited")
          assert.strictEqual(running(), 0)
        })
      )
    }

    const broken: { readonly [name: string]: ReadonlyArray<unknown> } = {
      "that is missing": [],
      "too many": [
        [1, 2],
        [3, 4]
      ],
      "that is empty": [[]],
      "that holds no number": [[1, "2"]],
      "that holds null": [[null, 1]],
      "that is none": [7],
      "that is too large for 32 bits": [[1e300, 1]]
    }
    for (const [name, vectors] of Object.entries(broken)) {
      it.effect(`a vector ${name} is no answer`, () =>
        Effect.gen(function* () {
          const { ask } = yield* account(subject, model, () => ({ sent: answerOf(vectors) }))
          assert.strictEqual((yield* ask({ input: "text 0" })).failure?._tag, "MalformedResponse")
        })
      )
    }

    it.effect("a refusal is its class of failure", () =>
      Effect.gen(function* () {
        for (const [status, failure] of [
          [401, "AuthenticationFailed"],
          [404, "ModelNotFound"],
          [429, "RateLimited"],
          [500, "ServerError"]
        ] as const) {
          const { ask } = yield* account(subject, model, () => ({
            sent: { status, body: { error: { message: "no" }, message: "no" } }
          }))
          assert.strictEqual((yield* ask({ input: "text 0" })).failure?._tag, failure)
        }
      })
    )

    it.effect("whatever JSON it answers, nothing is thrown", () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (one, other) => {
            const bodies = [one, answerOf([one]).body, { ...(answerOf([[1]]).body as object), usage: other }]
            for (const body of bodies) {
              const check = Effect.flatMap(
                account(subject, model, () => ({ sent: { body: body as Json } })),
                ({ ask }) => ask({ input: "text 0" })
              )
              await Effect.runPromise(check)
            }
          }),
          { numRuns: 30 }
        )
      )
    )
  })
}
