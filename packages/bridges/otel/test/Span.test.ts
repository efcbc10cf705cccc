import { assert, describe, it } from "@effect/vitest"
import * as Log from "@turnout/otel/Log"
import * as Measurement from "@turnout/otel/Measurement"
import * as Span from "@turnout/otel/Span"
import { Effect } from "effect"
import { receiptOf, request } from "./house.ts"

describe("the spans of a call", () => {
  it.effect("are those of embeddings where vectors are asked for, with their form and no words", () =>
    Effect.gen(function* () {
      const receipt = yield* receiptOf()
      const span = Span.ofReceipt(
        {
          ...receipt,
          asked: { models: ["m"], embedding: { inputs: 2, dimensions: 512, encoding_format: "base64" } },
          answer: { id: "e", finish_reasons: [] },
          request: { messages: [], stream: false, embedding: { input: ["a", "b"], alone: false } }
        },
        { content: true }
      )
      assert.strictEqual(span.name, "embeddings m")
      assert.deepInclude(span.attributes, {
        "gen_ai.operation.name": "embeddings",
        "gen_ai.embeddings.dimension.count": 512,
        "gen_ai.request.encoding_formats": ["base64"]
      })
      assert.notProperty(span.attributes, "gen_ai.input.messages")
      assert.notProperty(span.attributes, "gen_ai.response.finish_reasons")
      assert.strictEqual(span.children[0]!.attributes["gen_ai.operation.name"], "embeddings")
    })
  )

  it.effect("are the call by the GenAI conventions, and one per attempt with its vendor's name", () =>
    Effect.gen(function* () {
      const span = Span.ofReceipt(yield* receiptOf())
      assert.strictEqual(span.name, "chat m")
      assert.strictEqual(span.kind, "internal")
      assert.deepInclude(span.attributes, {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "mistral_ai",
        "gen_ai.request.model": "m",
        "gen_ai.request.temperature": 0.5,
        "gen_ai.request.max_tokens": 50,
        "gen_ai.response.model": "m",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": 120,
        "gen_ai.usage.output_tokens": 15,
        "gen_ai.usage.cache_read.input_tokens": 20,
        "gen_ai.usage.reasoning.output_tokens": 5,
        "turnout.attempt.count": 2,
        "turnout.outcome": "answered",
        "turnout.tags": ["nightly"],
        "enduser.id": "u1"
      })
      assert.isString(span.attributes["gen_ai.response.id"])
      assert.isAbove(span.attributes["turnout.cost.usd"] as number, 0)
      const [failed, answered] = span.children
      assert.strictEqual(span.children.length, 2)
      assert.strictEqual(failed!.kind, "client")
      assert.strictEqual(failed!.error, "down")
      assert.deepInclude(failed!.attributes, {
        "gen_ai.provider.name": "azure.ai.openai",
        "turnout.endpoint": "azure/m",
        "error.type": "ServerError",
        "http.response.status_code": 500
      })
      assert.deepInclude(answered!.attributes, {
        "gen_ai.provider.name": "mistral_ai",
        "turnout.outcome": "answered"
      })
      assert.notProperty(answered!.attributes, "gen_ai.usage.input_tokens", "usage is counted once")
    })
  )

  it.effect("hold messages only where the host asks for them and the caller permits it", () =>
    Effect.gen(function* () {
      const shown = Span.ofReceipt(yield* receiptOf(request, true), { content: true })
      assert.include(shown.attributes["gen_ai.input.messages"] as string, "a secret question")
      assert.include(shown.attributes["gen_ai.output.messages"] as string, "hello")
      const hidden = [
        Span.ofReceipt(yield* receiptOf(request, true)),
        Span.ofReceipt(yield* receiptOf(request), { content: true }),
        Span.ofReceipt(yield* receiptOf({ ...request, log_query_body: false }, true), { content: true })
      ]
      for (const span of hidden) {
        assert.notInclude(JSON.stringify(span), "a secret question")
        assert.notProperty(span.attributes, "gen_ai.output.messages")
      }
      const half = Span.ofReceipt(yield* receiptOf({ ...request, log_response_body: false }, true), {
        content: true
      })
      assert.property(half.attributes, "gen_ai.input.messages")
      assert.notProperty(half.attributes, "gen_ai.output.messages")
    })
  )

  it.effect("of a request that is none tell its error, and nothing that was not said", () =>
    Effect.gen(function* () {
      const span = Span.ofReceipt(yield* receiptOf({ model: "m", messages: [] }))
      assert.strictEqual(span.name, "chat")
      assert.deepInclude(span.attributes, {
        "error.type": "invalid_parameter_value",
        "turnout.outcome": "failed"
      })
      assert.notProperty(span.attributes, "gen_ai.usage.input_tokens")
      assert.deepStrictEqual(span.children, [])
    })
  )
})

describe("the measurements of a call", () => {
  const told = (all: ReadonlyArray<Measurement.Measurement>, name: string) =>
    all.filter(({ instrument }) => instrument.name === name)

  it.effect("count usage and duration once, and cost and outcome per attempt", () =>
    Effect.gen(function* () {
      const all = Measurement.ofReceipt(yield* receiptOf())
      const tokens = told(all, "gen_ai.client.inference.usage.input_tokens")
      assert.deepStrictEqual(
        tokens.map(({ value }) => value),
        [120]
      )
      assert.strictEqual(told(all, "gen_ai.client.inference.duration").length, 1)
      assert.deepStrictEqual(
        told(all, "turnout.attempts").map(({ attributes }) => attributes["turnout.outcome"]),
        ["failed", "answered"]
      )
      assert.strictEqual(told(all, "turnout.cost").length, 1)
      assert.strictEqual(told(all, "gen_ai.client.token.usage").length, 0)
    })
  )

  it.effect("have the older names, too, where a host asks for them", () =>
    Effect.gen(function* () {
      const all = Measurement.ofReceipt(yield* receiptOf(), { olderNames: true })
      assert.deepStrictEqual(
        told(all, "gen_ai.client.token.usage").map(({ attributes, value }) => [
          attributes["gen_ai.token.type"],
          value
        ]),
        [
          ["input", 120],
          ["output", 15]
        ]
      )
      assert.strictEqual(told(all, "gen_ai.client.operation.duration").length, 1)
    })
  )
})

describe("the line of a call", () => {
  it.effect("tells its outcome, and whose fault it was by its level", () =>
    Effect.gen(function* () {
      const fine = Log.ofReceipt(yield* receiptOf())
      assert.deepStrictEqual([fine.level, fine.message.slice(0, 17)], ["info", "chat m answered i"])
      const wrong = Log.ofReceipt(yield* receiptOf({ model: "m", messages: [] }))
      assert.strictEqual(wrong.level, "warn")
    })
  )
})
