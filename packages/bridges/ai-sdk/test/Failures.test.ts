import { APICallError, NoSuchModelError } from "@ai-sdk/provider"
import { assert, describe, it } from "@effect/vitest"
import { createTurnout } from "@turnout/ai-sdk"
import { isRouterError } from "@turnout/core/RouterError"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { createProviderRegistry, generateText, streamText, tool } from "ai"
import { createRouter } from "turnout"
import { z } from "zod"
import { delta, house, message, refusal, streamed } from "./house.ts"

globalThis.AI_SDK_LOG_WARNINGS = false

const caught = async (promise: PromiseLike<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  return assert.fail("should have rejected")
}

const limited = refusal(429, { message: "slow down", code: "rate_limit_exceeded" }, { "retry-after": "7200" })

describe("a call that failed", () => {
  for (const [status, answer] of [
    [429, limited],
    [503, refusal(503, { message: "down" })]
  ] as const) {
    it(`is not tried again by the AI SDK: ${status}`, () =>
      house({ openai: () => answer }, async ({ openai, router, turnout }) => {
        const alone = await caught(
          router.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: "x" }] })
        )
        assert.ok(isRouterError(alone))
        const before = openai.requests.length
        const error = await caught(
          generateText({ model: turnout("gpt-4o@openai"), prompt: "x", maxRetries: 2 })
        )
        assert.ok(APICallError.isInstance(error), String(error))
        assert.strictEqual(error.isRetryable, false)
        assert.strictEqual(openai.requests.length - before, before)
        assert.strictEqual(error.statusCode, alone.status)
        const data = error.data as {
          readonly error: { readonly code: string }
          readonly attempts: Array<object>
        }
        assert.strictEqual(data.error.code, alone.code)
        assert.strictEqual(data.attempts.length, alone.attempts.length)
        assert.ok(isRouterError(error.cause))
      }))
  }

  it("before the first token rejects the stream's call, once", () =>
    house({ openai: () => limited }, async ({ openai, turnout }) => {
      const errors: Array<unknown> = []
      const result = streamText({
        model: turnout("gpt-4o-mini"),
        prompt: "x",
        maxRetries: 2,
        onError: ({ error }) => void errors.push(error)
      })
      await result.consumeStream({ onError: () => undefined })
      assert.strictEqual(errors.length, 1)
      assert.ok(APICallError.isInstance(errors[0]))
      assert.strictEqual(errors[0].statusCode, 429)
      const { attempts } = errors[0].data as {
        readonly attempts: ReadonlyArray<{ readonly outcome: string }>
      }
      const sent = attempts.filter(({ outcome }) => outcome === "failed")
      assert.strictEqual(openai.requests.length, sent.length)
    }))

  it("after the first token ends in an error part and a finish that says so", () =>
    house(
      {
        openai: [
          ScriptedHttp.sse(
            [
              delta({ role: "assistant", content: "half an " }),
              delta({
                tool_calls: [
                  {
                    index: 0,
                    id: "call_1",
                    type: "function",
                    function: { name: "weather", arguments: '{"city":"Oslo"}' }
                  }
                ]
              })
            ],
            { ending: "reset" }
          )
        ]
      },
      async ({ turnout }) => {
        let ran = 0
        const model = turnout("gpt-4o-mini")
        const tools = { weather: tool({ inputSchema: z.object({ city: z.string() }), execute: () => ++ran }) }
        const errors: Array<unknown> = []
        const result = streamText({
          model,
          tools,
          prompt: "x",
          onError: ({ error }) => void errors.push(error)
        })
        const types: Array<string> = []
        for await (const part of result.stream) types.push(part.type)
        assert.strictEqual(await result.text, "half an ")
        assert.strictEqual(await result.finishReason, "error")
        assert.deepStrictEqual(types, [
          "start",
          "start-step",
          "text-start",
          "text-delta",
          "text-end",
          "tool-input-start",
          "tool-input-delta",
          "tool-input-end",
          "error",
          "finish-step",
          "finish"
        ])
        assert.strictEqual(ran, 0)
        assert.strictEqual(errors.length, 1)
        assert.ok(APICallError.isInstance(errors[0]), String(errors[0]))
        const { attempts } = errors[0].data as {
          readonly attempts: ReadonlyArray<{ readonly reason: string }>
        }
        assert.deepStrictEqual(
          attempts.map(({ reason }) => reason),
          ["StreamTruncated"]
        )
      }
    ))

  it("is refused with the router's own words where a routing option is unknown, and goes nowhere", () =>
    house({}, async ({ openai, turnout }) => {
      const error = await caught(
        generateText({
          model: turnout("gpt-4o-mini"),
          prompt: "x",
          providerOptions: { turnout: { rooting: { optimize: "cost" } } }
        })
      )
      assert.ok(APICallError.isInstance(error))
      const { error: body } = error.data as {
        readonly error: { readonly code: string; readonly param: string }
      }
      assert.deepStrictEqual(
        [error.statusCode, body.code, body.param],
        [400, "unknown_parameter", "gateway.rooting"]
      )
      assert.strictEqual(openai.requests.length, 0)
    }))

  it("an unknown model is the router's 404", () =>
    house({}, async ({ turnout }) => {
      const error = await caught(generateText({ model: turnout("gpt-nonesuch"), prompt: "x" }))
      assert.ok(APICallError.isInstance(error))
      assert.strictEqual(error.statusCode, 404)
    }))
})

describe("an abort", () => {
  it("before the answer rejects with its reason and closes the upstream", () =>
    house({ openai: [ScriptedHttp.silence] }, async ({ openai, turnout }) => {
      const abort = new AbortController()
      const answer = caught(
        generateText({ model: turnout("gpt-4o-mini"), prompt: "x", abortSignal: abort.signal })
      )
      const sent = await openai.request(0)
      abort.abort()
      assert.strictEqual(((await answer) as Error).name, "AbortError")
      assert.strictEqual(await sent.outcome, "aborted")
    }))

  it("within a stream closes the upstream, and is no failure", () =>
    house(
      { openai: [ScriptedHttp.sse([delta({ role: "assistant", content: "half " })], { ending: "hang" })] },
      async ({ openai, turnout }) => {
        const abort = new AbortController()
        const seen: Array<string> = []
        const errors: Array<unknown> = []
        const result = streamText({
          model: turnout("gpt-4o-mini"),
          prompt: "x",
          abortSignal: abort.signal,
          onError: ({ error }) => void errors.push(error)
        })
        for await (const part of result.stream) {
          seen.push(part.type)
          if (part.type === "text-delta") abort.abort()
        }
        assert.strictEqual(seen.at(-1), "abort")
        assert.deepStrictEqual(errors, [])
        assert.strictEqual(await openai.requests[0]!.outcome, "aborted")
      }
    ))

  it("a stream that is cancelled closes the upstream", () =>
    house(
      { openai: [ScriptedHttp.sse([delta({ role: "assistant", content: "half " })], { ending: "hang" })] },
      async ({ openai, turnout }) => {
        const { stream } = await turnout("gpt-4o-mini").doStream({
          prompt: [{ role: "user", content: [{ type: "text", text: "x" }] }]
        })
        const reader = stream.getReader()
        await reader.read()
        await reader.cancel()
        assert.strictEqual(await openai.requests[0]!.outcome, "aborted")
      }
    ))
})

describe("the provider", () => {
  it("is found in a registry, suffixes and all", () =>
    house({ openai: [message({ content: "x" }), streamed("y")] }, async ({ turnout }) => {
      const registry = createProviderRegistry({ turnout })
      const { providerMetadata } = await generateText({
        model: registry.languageModel("turnout:gpt-4o-mini:cost"),
        prompt: "x"
      })
      assert.deepInclude(providerMetadata?.["turnout"]?.["routing_metadata"], { routing_strategy: "cost" })
      assert.deepInclude(turnout("gpt-4o-mini"), {
        specificationVersion: "v4",
        provider: "turnout",
        modelId: "gpt-4o-mini"
      })
    }))

  it("has no image models", () => {
    const turnout = createTurnout({ router: createRouter({ providers: [] }) })
    assert.throws(() => turnout.imageModel("dall-e-3"), NoSuchModelError)
  })

  it("asks on behalf of the principal that its router is bound to", () =>
    house({ openai: [message({ content: "x" })] }, async ({ router }) => {
      const turnout = createTurnout({ router: router.with({ principal: { workspace_id: "w-1" } }) })
      const { text } = await generateText({ model: turnout("gpt-4o-mini"), prompt: "x" })
      assert.strictEqual(text, "x")
    }))
})
