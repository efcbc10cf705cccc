import { assert, describe, it } from "@effect/vitest"
import { TurnoutLanguageModel } from "@turnout/effect-ai"
import { isRouterError } from "@turnout/core/RouterError"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { Effect, Fiber, Schema, Stream, Tracer } from "effect"
import { AiError, Chat, LanguageModel, Tool, Toolkit } from "effect/ai"
import {
  type Block,
  blocks,
  bodyOf,
  call,
  delta,
  house,
  message,
  refusal,
  type Sent,
  streamed
} from "./house.ts"

const mini = TurnoutLanguageModel.layer({ model: "gpt-4o-mini" })
const claude = TurnoutLanguageModel.layer({
  model: "claude-sonnet-4-5",
  max_completion_tokens: 8_000,
  reasoning_effort: "high"
})

const Weather = Tool.make("weather", {
  description: "The weather of a city.",
  parameters: Schema.Struct({ city: Schema.String }),
  success: Schema.String
})
const toolkit = Toolkit.make(Weather)
const handlers = toolkit.toLayer({ weather: ({ city }) => Effect.succeed(`rain in ${city}`) })

describe("text and objects", () => {
  it.live("generateText answers through the router, with usage and how it was routed", () =>
    house({ openai: [message({ content: "Rain." })] }, ({ openai }) =>
      Effect.gen(function* () {
        const response = yield* LanguageModel.generateText({ prompt: "Weather?" })
        assert.strictEqual(response.text, "Rain.")
        assert.strictEqual(response.finishReason, "stop")
        assert.deepInclude(response.usage.inputTokens, { total: 9 })
        assert.isUndefined(response.usage.inputTokens.cacheRead)
        const finish = response.content.find((part) => part.type === "finish")
        assert.deepInclude(
          (finish!.metadata["turnout"] as unknown as { readonly routing_metadata: object }).routing_metadata,
          { provider: "openai", model_canonical: "gpt-4o-mini" }
        )
        const metadata = response.content.find((part) => part.type === "response-metadata")
        assert.deepInclude(metadata, { id: "chatcmpl-up", modelId: "gpt-4o-mini-2024-07-18" })
        assert.deepInclude(bodyOf(openai), {
          model: "gpt-4o-mini",
          messages: [{ role: "user", content: "Weather?" }]
        })
      }).pipe(Effect.provide(mini))
    )
  )

  it.live("settings are those of the model, and of the calls around which others stand", () =>
    house({ openai: [message({ content: "x" }), message({ content: "x" })] }, ({ openai }) =>
      Effect.gen(function* () {
        const ask = LanguageModel.generateText({ prompt: "x" })
        yield* TurnoutLanguageModel.withConfigOverride(ask, { temperature: 0.2, seed: 7 })
        yield* ask
        assert.deepInclude(bodyOf(openai), { temperature: 0.2, seed: 7, max_completion_tokens: 9 })
        assert.notProperty(bodyOf(openai, 1), "seed")
      }).pipe(
        Effect.provide(
          TurnoutLanguageModel.model("gpt-4o-mini", { max_completion_tokens: 9, temperature: 1 })
        )
      )
    )
  )

  it.live("settings hold for a stream around which they stand", () =>
    house({ openai: [streamed("x")] }, ({ openai }) =>
      Effect.gen(function* () {
        const stream = LanguageModel.streamText({ prompt: "x" })
        yield* Stream.runDrain(TurnoutLanguageModel.withStreamConfig(stream, { seed: 7 }))
        assert.deepInclude(bodyOf(openai), { seed: 7 })
      }).pipe(Effect.provide(mini))
    )
  )

  it.live("an object is asked for by its schema", () =>
    house({ openai: [message({ content: '{"sky":"rain","degrees":4}' })] }, ({ openai }) =>
      Effect.gen(function* () {
        const { value } = yield* LanguageModel.generateObject({
          prompt: "Weather?",
          objectName: "weather",
          schema: Schema.Struct({ sky: Schema.String, degrees: Schema.Number })
        })
        assert.deepStrictEqual(value, { sky: "rain", degrees: 4 })
        assert.deepInclude(bodyOf(openai).response_format?.json_schema, { name: "weather" })
      }).pipe(Effect.provide(mini))
    )
  )

  it.live("a stream tells text, then how it ended", () =>
    house({ openai: [streamed("Ra", "in", ".")] }, () =>
      Effect.gen(function* () {
        const parts = yield* Stream.runCollect(LanguageModel.streamText({ prompt: "Weather?" }))
        const types = parts.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1])
        assert.deepStrictEqual(types, ["response-metadata", "text-start", "text-delta", "text-end", "finish"])
        assert.strictEqual(
          parts.flatMap((part) => (part.type === "text-delta" ? [part.delta] : [])).join(""),
          "Rain."
        )
      }).pipe(Effect.provide(mini))
    )
  )

  it.live("a pool falls over to another vendor before the first token", () =>
    house(
      {
        openai: () => refusal(503, { message: "down" }),
        anthropic: [blocks([{ type: "text", text: "Still here." }], true)]
      },
      ({ anthropic }) =>
        Effect.gen(function* () {
          const parts = yield* Stream.runCollect(LanguageModel.streamText({ prompt: "x" }))
          assert.deepInclude(
            parts.find((part) => part.type === "text-delta"),
            { delta: "Still here." }
          )
          assert.strictEqual(anthropic.requests.length, 1)
        }).pipe(
          Effect.provide(
            TurnoutLanguageModel.layer({
              gateway: { models: ["gpt-4o-mini", "claude-sonnet-4-5"], routing: { mode: "fallback" } }
            })
          )
        )
    )
  )

  it.live("Effect's span of the call bears what was asked and what came", () =>
    house({ openai: [message({ content: "x" })] }, () =>
      Effect.gen(function* () {
        const spans: Array<Tracer.NativeSpan> = []
        const tracer = Tracer.make({
          span: (options) => {
            const span = new Tracer.NativeSpan(options)
            spans.push(span)
            return span
          }
        })
        yield* Effect.provideService(LanguageModel.generateText({ prompt: "x" }), Tracer.Tracer, tracer)
        const own = spans.find(({ name }) => name === "LanguageModel.generateText")
        assert.strictEqual(own?.attributes.get("gen_ai.request.model"), "gpt-4o-mini")
        assert.strictEqual(own?.attributes.get("gen_ai.provider.name"), "openai")
        assert.strictEqual(own?.attributes.get("gen_ai.usage.output_tokens"), 3)
      }).pipe(Effect.provide(mini))
    )
  )
})

const thinking: Block = { type: "thinking", thinking: "two cities — Grüße", signature: "EqQBCg+/1==  " }
const first: ReadonlyArray<Block> = [
  thinking,
  { type: "redacted_thinking", data: "EmwKAhgB\u2028é==" },
  { type: "text", text: "I look." },
  { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Oslo" } },
  { type: "tool_use", id: "toolu_2", name: "weather", input: { city: "Rome" } }
]
const last: ReadonlyArray<Block> = [{ type: "text", text: "Both wet." }]

const assistants = ({ messages }: Sent) =>
  messages.filter(({ role }) => role === "assistant").map(({ content }) => content)

describe("tools and conversations", () => {
  it.live("parallel calls are resolved by their handlers", () =>
    house(
      {
        openai: [message({ tool_calls: [call("call_1", "Oslo"), call("call_2", "Rome", 1)] }, "tool_calls")]
      },
      ({ openai }) =>
        Effect.gen(function* () {
          const { finishReason, toolCalls, toolResults } = yield* LanguageModel.generateText({
            prompt: "Oslo and Rome?",
            toolkit
          })
          assert.strictEqual(finishReason, "tool-calls")
          assert.deepStrictEqual(
            toolCalls.map(({ id, name }) => [id, name]),
            [
              ["call_1", "weather"],
              ["call_2", "weather"]
            ]
          )
          assert.deepStrictEqual(
            toolResults.map(({ result }) => result),
            ["rain in Oslo", "rain in Rome"]
          )
          assert.deepStrictEqual(
            bodyOf(openai).tools?.map((each) => each.function.name),
            ["weather"]
          )
        }).pipe(Effect.provide([mini, handlers]))
    )
  )

  for (const stream of [false, true]) {
    it.live(`a chat sends reasoning back byte for byte, ${stream ? "streamed" : "whole"}`, () =>
      house({ anthropic: (_, index) => blocks(index === 0 ? first : last, stream) }, ({ anthropic }) =>
        Effect.gen(function* () {
          const chat = yield* Chat.empty
          const ask = (prompt: string) =>
            stream
              ? Stream.runDrain(chat.streamText({ prompt, toolkit }))
              : Effect.asVoid(chat.generateText({ prompt, toolkit }))
          yield* ask("Oslo and Rome?")
          yield* ask("So?")
          assert.deepStrictEqual(assistants(bodyOf(anthropic, 1)), [first])
          // What a host keeps of a chat is JSON.
          const kept = yield* Chat.fromJson(yield* chat.exportJson)
          yield* stream
            ? Stream.runDrain(kept.streamText({ prompt: "Sure?", toolkit }))
            : Effect.asVoid(kept.generateText({ prompt: "Sure?", toolkit }))
          assert.deepStrictEqual(assistants(bodyOf(anthropic, 2)), [first, last])
        }).pipe(Effect.provide([claude, handlers]))
      )
    )
  }
})

describe("failures", () => {
  const failure = (scripts: Parameters<typeof house>[0]) =>
    house(scripts, ({ openai }) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(LanguageModel.generateText({ prompt: "x" }))
        return { error, sent: openai.requests.length }
      }).pipe(Effect.provide(mini))
    ) as Effect.Effect<{ readonly error: AiError.AiError; readonly sent: number }>

  it.live("are Effect's reasons, by the router's code", () =>
    Effect.gen(function* () {
      const limited = yield* failure({
        openai: () => refusal(429, { message: "slow" }, { "retry-after": "7200" })
      })
      assert.strictEqual(limited.error.reason._tag, "RateLimitError")
      assert.ok(isRouterError(limited.error.cause))
      const told = (limited.error.reason as AiError.RateLimitError).metadata["turnout"] as unknown as {
        readonly attempts: ReadonlyArray<{ readonly outcome: string }>
      }
      assert.strictEqual(told.attempts.filter(({ outcome }) => outcome === "failed").length, limited.sent)
      const filtered = yield* failure({
        openai: () => refusal(400, { message: "no", code: "content_filter" })
      })
      assert.strictEqual(filtered.error.reason._tag, "ContentPolicyError")
      const down = yield* failure({ openai: () => refusal(500, { message: "down" }) })
      assert.strictEqual(down.error.reason._tag, "InternalProviderError")
    })
  )

  it.live("of a bad request names its parameter, and goes nowhere", () =>
    house({}, ({ openai }) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(LanguageModel.generateText({ prompt: "x" }))
        assert.deepInclude(error.reason, { _tag: "InvalidRequestError", parameter: "temperature" })
        assert.strictEqual(openai.requests.length, 0)
      }).pipe(Effect.provide(TurnoutLanguageModel.layer({ model: "gpt-4o-mini", temperature: 9 })))
    )
  )

  it.live("after the first token fail the stream, and no tool runs", () => {
    let ran = 0
    return house(
      {
        openai: [
          ScriptedHttp.sse(
            [delta({ role: "assistant", content: "half " }), delta({ tool_calls: [call("call_1", "Oslo")] })],
            { ending: "reset" }
          )
        ]
      },
      () =>
        Effect.gen(function* () {
          const seen: Array<string> = []
          const error = yield* LanguageModel.streamText({ prompt: "x", toolkit }).pipe(
            Stream.runForEach(({ type }) => Effect.sync(() => void seen.push(type))),
            Effect.flip
          )
          assert.ok(AiError.isAiError(error))
          assert.strictEqual(error.reason._tag, "InternalProviderError")
          assert.include(seen, "text-delta")
          assert.notInclude(seen, "finish")
          assert.strictEqual(ran, 0)
        }).pipe(Effect.provide([mini, toolkit.toLayer({ weather: () => Effect.sync(() => String(++ran)) })]))
    )
  })

  it.live("an interruption reaches the socket, before the answer and within it", () =>
    house(
      {
        openai: [
          ScriptedHttp.silence,
          ScriptedHttp.sse([delta({ role: "assistant", content: "half " })], { ending: "hang" })
        ]
      },
      ({ openai }) =>
        Effect.gen(function* () {
          const whole = yield* Effect.forkChild(LanguageModel.generateText({ prompt: "x" }))
          const one = yield* Effect.promise(() => openai.request(0))
          yield* Fiber.interrupt(whole)
          assert.strictEqual(yield* Effect.promise(() => one.outcome), "aborted")
          yield* Stream.runHead(
            Stream.filter(LanguageModel.streamText({ prompt: "x" }), ({ type }) => type === "text-delta")
          )
          const other = yield* Effect.promise(() => openai.request(1))
          assert.strictEqual(yield* Effect.promise(() => other.outcome), "aborted")
        }).pipe(Effect.provide(mini))
    )
  )
})
