import { assert, describe, it } from "@effect/vitest"
import { openai } from "@turnout/openai"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { openaiCompatible } from "@turnout/openai-compatible"
import OpenAI, { type APIError, BadRequestError, NotFoundError, RateLimitError } from "openai"
import { createRouter, type Receipt } from "turnout"
import * as Upstream from "./upstream.ts"

/* The official SDK's embeddings through a router over vendors on loopback, and the router's own. */

const model = "text-embedding-3-small"

interface Asked {
  readonly input:
    | string
    | ReadonlyArray<string>
    | ReadonlyArray<number>
    | ReadonlyArray<ReadonlyArray<number>>
  readonly encoding_format?: string
  readonly dimensions?: number
}

const base64 = (vector: ReadonlyArray<number>): string =>
  Buffer.from(Float32Array.from(vector).buffer).toString("base64")

/** A vector that tells which text it is of. */
const vectorOf = (text: unknown, size: number): ReadonlyArray<number> => {
  const first = typeof text === "string" ? Number(/\d+/.exec(text)?.[0] ?? text.length) : 0.5
  return [first, ...Array.from({ length: size - 1 }, () => 0.25)]
}

/** As OpenAI's API answers, in any order. */
const answering =
  (size = 1_536): ((request: ScriptedHttp.Recorded) => ScriptedHttp.Answer) =>
  ({ body }) => {
    const { dimensions = size, encoding_format, input } = JSON.parse(body) as Asked
    const list = typeof input === "string" || typeof input[0] === "number" ? [input] : input
    const data = list.map((text, index) => {
      const vector = vectorOf(text, dimensions)
      return { object: "embedding", index, embedding: encoding_format === "base64" ? base64(vector) : vector }
    })
    return ScriptedHttp.json({
      object: "list",
      model: `${model}-0`,
      data: data.toReversed(),
      usage: { prompt_tokens: 3 * list.length, total_tokens: 3 * list.length }
    })
  }

const bodyOf = ({ body }: { readonly body: string }): Asked => JSON.parse(body) as Asked

describe("embeddings through the official SDK", () => {
  it("are what the vendor gave, with and without an encoding format", () =>
    Upstream.withUpstream(answering(), async (server) => {
      await using router = createRouter({
        providers: [openai({ apiKey: "sk-up", baseUrl: `${server.url}/v1` })]
      })
      const client = new OpenAI({ apiKey: "sk-unused", fetch: router.fetch })
      const one = await client.embeddings.create({ model, input: "text 7" })
      assert.strictEqual(one.object, "list")
      assert.strictEqual(one.model, `${model}-0`)
      assert.deepStrictEqual(one.usage.total_tokens, 3)
      assert.deepStrictEqual(one.data[0]!.embedding.slice(0, 2), [7, 0.25])
      assert.strictEqual(one.data[0]!.embedding.length, 1_536)
      const two = await client.embeddings.create({
        model,
        input: ["text 1", "text 2"],
        encoding_format: "float"
      })
      assert.deepStrictEqual(
        two.data.map(({ embedding, index }) => [index, embedding[0]]),
        [
          [0, 1],
          [1, 2]
        ]
      )
      const three = await client.embeddings.create({
        model,
        input: "text 9",
        dimensions: 4,
        encoding_format: "base64"
      })
      assert.strictEqual(three.data[0]!.embedding, base64([9, 0.25, 0.25, 0.25]))
      // The SDK asks for base64 where its caller says nothing, and OpenAI gives it.
      assert.deepStrictEqual(
        server.requests.map((request) => [request.path, bodyOf(request)]),
        [
          ["/v1/embeddings", { model, input: "text 7", encoding_format: "base64" }],
          ["/v1/embeddings", { model, input: ["text 1", "text 2"], encoding_format: "float" }],
          ["/v1/embeddings", { model, input: "text 9", dimensions: 4, encoding_format: "base64" }]
        ] as unknown
      )
      assert.strictEqual(server.requests[0]!.headers["authorization"], "Bearer sk-up")
    }))
})

const caught = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  return assert.fail("should have rejected")
}

const keep = (receipts: Array<Receipt>): ((receipt: Receipt) => void) => {
  return (receipt) => void receipts.push(receipt)
}

describe("embeddings of a router", () => {
  it("a batch over the vendor's limit is one call: several requests, joined in order, counted together", () =>
    Upstream.withUpstream(answering(2), async (server) => {
      await using router = createRouter({
        providers: [openai({ apiKey: "sk-up", baseUrl: `${server.url}/v1` })]
      })
      const client = new OpenAI({ apiKey: "sk-unused", fetch: router.fetch })
      const input = Array.from({ length: 5_000 }, (_, index) => `text ${index}`)
      const { data, usage } = await client.embeddings.create({ model, input, dimensions: 2 })
      assert.deepStrictEqual(
        data.map(({ embedding, index }) => [index, embedding[0]]),
        input.map((_, index) => [index, index])
      )
      assert.strictEqual(usage.prompt_tokens, 15_000)
      // Of the list price, for all of them.
      assert.strictEqual((usage as { cost?: number }).cost, 0.0003)
      const sizes = server.requests.map((request) => bodyOf(request).input.length)
      assert.deepStrictEqual(sizes.toSorted(), [2_048, 2_048, 904].toSorted())
    }))

  it("one request that fails ends the others, and the whole batch goes to the next account", () => {
    const open: Array<Promise<ScriptedHttp.Outcome>> = []
    return Upstream.withUpstream(
      (request, index) => {
        open.push(request.outcome)
        return index === 1 ? Upstream.refusal(500, { message: "boom" }) : ScriptedHttp.silence
      },
      (broken) =>
        Upstream.withUpstream(answering(2), async (good) => {
          const receipts: Array<Receipt> = []
          await using router = createRouter({
            providers: [
              openai({ id: "one", apiKey: "sk-1", baseUrl: `${broken.url}/v1` }),
              openai({ id: "two", apiKey: "sk-2", baseUrl: `${good.url}/v1` })
            ],
            observe: keep(receipts)
          })
          const input = Array.from({ length: 4_100 }, (_, index) => `text ${index}`)
          const { data, routing_metadata } = await router.embeddings.create({
            model,
            input,
            dimensions: 2,
            gateway: { routing: { order: ["one"], max_fallback_attempts: 1 } }
          })
          assert.strictEqual(routing_metadata.provider, "two")
          assert.deepStrictEqual(
            data.map(({ embedding }) => embedding[0]),
            input.map((_, index) => index)
          )
          for (const outcome of await Promise.all(open.filter((_, index) => index !== 1))) {
            assert.notStrictEqual(outcome, "answered")
          }
          assert.deepStrictEqual(
            receipts.map(({ attempts, outcome }) => [outcome, attempts.map(({ endpoint }) => endpoint)]),
            [["answered", [`one/${model}`, `two/${model}`]]]
          )
        })
    )
  })

  it("an abort reaches every socket of a batch, through both doors", () =>
    Upstream.withUpstream(
      () => ScriptedHttp.silence,
      async (server) => {
        const receipts: Array<Receipt> = []
        await using router = createRouter({
          providers: [openai({ apiKey: "sk-up", baseUrl: `${server.url}/v1` })],
          observe: keep(receipts)
        })
        const client = new OpenAI({ apiKey: "sk-unused", fetch: router.fetch })
        const input = Array.from({ length: 4_100 }, (_, index) => `text ${index}`)
        const doors = [
          (signal: AbortSignal) => client.embeddings.create({ model, input }, { signal }),
          (signal: AbortSignal) => router.embeddings.create({ model, input }, { signal })
        ]
        for (const [door, create] of doors.entries()) {
          const controller = new AbortController()
          const error = caught(create(controller.signal))
          const requests = await Promise.all([0, 1, 2].map((index) => server.request(door * 3 + index)))
          controller.abort(new Error("enough"))
          await error
          for (const { outcome } of requests) assert.notStrictEqual(await outcome, "answered")
        }
        assert.deepStrictEqual(
          receipts.map(({ outcome }) => outcome),
          ["interrupted", "interrupted"]
        )
      }
    ))

  it("a size that no endpoint offers, and an empty text, are a BadRequestError, and nobody is asked", () =>
    Upstream.withUpstream(answering(), async (server) => {
      await using router = createRouter({
        providers: [openai({ apiKey: "sk-up", baseUrl: `${server.url}/v1` })]
      })
      const client = new OpenAI({ apiKey: "sk-unused", fetch: router.fetch })
      const asking = [
        { body: { model, input: "a", dimensions: 5_000 }, param: "dimensions" },
        { body: { model: "text-embedding-ada-002", input: "a", dimensions: 512 }, param: "dimensions" },
        { body: { model, input: ["a", ""] }, param: "input[1]" },
        { body: { model, input: [] }, param: "input" }
      ]
      for (const { body, param } of asking) {
        const error = await caught(client.embeddings.create(body))
        assert.instanceOf(error, BadRequestError)
        assert.strictEqual((error as APIError).param, param)
      }
      const chat = await caught(client.embeddings.create({ model: "gpt-4o", input: "a" }))
      assert.instanceOf(chat, NotFoundError)
      assert.include((chat as APIError).message, "gives no embeddings")
      assert.strictEqual(server.requests.length, 0)
    }))

  it("arrays of tokens go as they are to the vendor whose tokens they are", () =>
    Upstream.withUpstream(answering(), async (server) => {
      await using router = createRouter({
        providers: [
          openaiCompatible({
            id: "acme",
            apiKey: "k",
            baseUrl: `${server.url}/acme`,
            models: { "acme-embed": { model, embeddings: {} } }
          }),
          openai({ apiKey: "sk-up", baseUrl: `${server.url}/v1` })
        ]
      })
      const client = new OpenAI({ apiKey: "sk-unused", fetch: router.fetch })
      for (const input of [
        [1, 2, 3],
        [[1, 2], [3]]
      ] as const) {
        const { data } = await client.embeddings.create({ model, input: input as unknown as Array<number> })
        assert.strictEqual(data[0]!.embedding[0], 0.5)
      }
      assert.deepStrictEqual(
        server.requests.map((request) => [request.path, bodyOf(request).input]),
        [
          ["/v1/embeddings", [1, 2, 3]],
          ["/v1/embeddings", [[1, 2], [3]]]
        ] as unknown
      )
    }))

  it("of a server of one's own, stated with its size, price and batch", () =>
    Upstream.withUpstream(answering(8), async (server) => {
      await using router = createRouter({
        providers: [
          openaiCompatible({
            id: "acme",
            apiKey: "k",
            baseUrl: `${server.url}/v1/chat/completions`,
            models: {
              "acme-embed": {
                embeddings: { dimensions: { usual: 8 }, batch: 2 },
                price: { input: 1, output: 0 }
              },
              "acme-chat": {}
            }
          })
        ]
      })
      const { data, routing_metadata, usage } = await router.embeddings.create({
        model: "acme-embed",
        input: ["1", "2", "3"],
        encoding_format: "base64",
        gateway: { input_type: "query" }
      })
      assert.deepStrictEqual(
        data.map(({ embedding }) => embedding),
        ["1", "2", "3"].map((text) => base64(vectorOf(text, 8)))
      )
      assert.deepStrictEqual(usage, { prompt_tokens: 9, total_tokens: 9, cost: 9e-6 })
      // It is asked for numbers, and for no type of input, which it does not know.
      assert.deepStrictEqual(
        server.requests.map(bodyOf).toSorted((one, other) => other.input.length - one.input.length),
        [
          { model: "acme-embed", input: ["1", "2"] },
          { model: "acme-embed", input: ["3"] }
        ] as unknown
      )
      assert.deepStrictEqual(
        routing_metadata.warnings.map(({ code, type }) => `${type} ${code}`),
        ["unsupported_parameter gateway.input_type"]
      )
      const { data: models } = await router.models.list({ endpoint: "embeddings" })
      assert.deepStrictEqual(
        models.map(({ id }) => id),
        ["acme-embed"]
      )
    }))

  it("are made for a principal: its budget is reserved before, and settled after", () =>
    Upstream.withUpstream(answering(), async (server) => {
      const receipts: Array<Receipt> = []
      await using router = createRouter({
        providers: [openai({ apiKey: "sk-up", baseUrl: `${server.url}/v1` })],
        budgets: { rules: [{ scope: "workspace", period: "daily", limit_usd: 1e-6 }] },
        observe: keep(receipts)
      })
      const client = new OpenAI({ apiKey: "unused", fetch: router.fetchFor({ workspace_id: "acme" }) })
      const { data, response } = await client.embeddings.create({ model, input: "a" }).withResponse()
      assert.strictEqual(data.data.length, 1)
      assert.strictEqual(Number(response.headers.get("x-budget-daily-spend")), 6e-8)
      const error = await caught(client.embeddings.create({ model, input: "word ".repeat(100) }))
      assert.instanceOf(error, RateLimitError)
      assert.strictEqual((error as APIError).code, "budget_exhausted")
      assert.strictEqual(server.requests.length, 1)
      assert.deepStrictEqual(
        receipts.map(({ cost, principal }) => [principal.workspace_id, cost.usd]),
        [
          ["acme", 6e-8],
          ["acme", 0]
        ]
      )
    }))

  it("a vendor's broken answer is a failed attempt, cut anywhere", () => {
    const whole = ScriptedHttp.json({
      object: "list",
      model,
      data: [{ object: "embedding", index: 0, embedding: [0.5, 0.25] }],
      usage: { prompt_tokens: 1, total_tokens: 1 }
    })
    const text = whole.body as string
    return Upstream.withUpstream(
      // Each cut in a request of its own: at every place the same answer comes in two pieces.
      (_, index) => ({ ...whole, body: [text.slice(0, index + 1), text.slice(index + 1)] }),
      async (server) => {
        await using router = createRouter({
          providers: [openai({ apiKey: "sk-up", baseUrl: `${server.url}/v1` })]
        })
        for (let cut = 0; cut < text.length - 1; cut++) {
          const { data } = await router.embeddings.create({ model, input: "a", dimensions: 2 })
          assert.deepStrictEqual(data, [{ object: "embedding", index: 0, embedding: [0.5, 0.25] }])
        }
      }
    )
  })

  it("an error in an accepted answer is the vendor's error", () =>
    Upstream.withUpstream(
      () =>
        ScriptedHttp.json({
          error: { message: "Rate limit reached", type: "requests", code: "rate_limit_exceeded" }
        }),
      async (server) => {
        await using router = createRouter({
          providers: [openai({ apiKey: "sk-up", baseUrl: `${server.url}/v1` })]
        })
        const error = await caught(router.embeddings.create({ model, input: "a" }))
        assert.strictEqual((error as { status?: number }).status, 429)
      }
    ))

  it("the route answers a POST, and says so to others", () =>
    Upstream.withUpstream(answering(), async (server) => {
      await using router = createRouter({
        providers: [openai({ apiKey: "sk-up", baseUrl: `${server.url}/v1` })]
      })
      const response = await router.fetch("http://any/base/v1/embeddings", { method: "GET" })
      assert.strictEqual(response.status, 405)
      assert.strictEqual(response.headers.get("allow"), "POST, OPTIONS")
      const empty = await router.fetch("http://any/v1/embeddings", { method: "POST", body: "" })
      assert.strictEqual(empty.status, 400)
    }))
})
