import { assert, describe, it } from "@effect/vitest"
import { generateText, Output, streamText } from "ai"
import { z } from "zod"
import { blocks, bodyOf, house, message, refusal, streamed } from "./house.ts"

globalThis.AI_SDK_LOG_WARNINGS = false

describe("text", () => {
  it("generateText answers through the router, with usage, ids and how it was routed", () =>
    house({ openai: [message({ content: "Rain." })] }, async ({ openai, turnout }) => {
      const result = await generateText({
        model: turnout("gpt-4o-mini:cost"),
        instructions: "Be brief.",
        prompt: "Weather?",
        maxOutputTokens: 50,
        temperature: 0.5,
        topP: 0.9,
        seed: 7,
        stopSequences: ["END"],
        presencePenalty: 0.1,
        frequencyPenalty: 0.2
      })
      assert.strictEqual(result.text, "Rain.")
      assert.strictEqual(result.finishReason, "stop")
      assert.strictEqual(result.rawFinishReason, "stop")
      assert.deepStrictEqual(
        [result.usage.inputTokens, result.usage.outputTokens, result.usage.inputTokenDetails.cacheReadTokens],
        [9, 3, undefined]
      )
      assert.strictEqual(result.response.id, "chatcmpl-up")
      assert.strictEqual(result.response.modelId, "gpt-4o-mini-2024-07-18")
      assert.strictEqual(result.response.timestamp.getTime(), 1_700_000_000_000)
      assert.deepInclude(result.providerMetadata?.["turnout"]?.["routing_metadata"], {
        provider: "openai",
        model_canonical: "gpt-4o-mini",
        routing_strategy: "cost"
      })
      const { user: _, ...sent } = bodyOf(openai)
      assert.deepStrictEqual(sent, {
        model: "gpt-4o-mini",
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Weather?" }
        ],
        max_completion_tokens: 50,
        temperature: 0.5,
        top_p: 0.9,
        seed: 7,
        stop: ["END"],
        presence_penalty: 0.1,
        frequency_penalty: 0.2
      })
    }))

  it("streamText tells parts in order, each begun and ended", () =>
    house({ openai: [streamed("Ra", "in", ".")] }, async ({ turnout }) => {
      const { stream } = await turnout("gpt-4o-mini").doStream({
        prompt: [{ role: "user", content: [{ type: "text", text: "Weather?" }] }]
      })
      const parts = await Array.fromAsync(stream)
      const text = parts.flatMap((part) => (part.type === "text-delta" ? [part.delta] : [])).join("")
      assert.strictEqual(text, "Rain.")
      assert.deepStrictEqual(
        parts.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]),
        ["stream-start", "response-metadata", "text-start", "text-delta", "text-end", "finish"]
      )
      const last = parts.at(-1)
      assert.deepInclude(last, { type: "finish", finishReason: { unified: "stop", raw: "stop" } })
    }))

  it("streamText gives text, usage and metadata", () =>
    house({ anthropic: [blocks([{ type: "text", text: "Rain." }], true)] }, async ({ turnout }) => {
      const result = streamText({ model: turnout("claude-sonnet-4-5"), prompt: "Weather?" })
      assert.strictEqual((await Array.fromAsync(result.textStream)).join(""), "Rain.")
      assert.strictEqual(await result.finishReason, "stop")
      assert.strictEqual((await result.usage).outputTokens, 5)
      assert.strictEqual((await result.response).modelId, "claude-sonnet-4-5")
      const metadata = (await result.providerMetadata)?.["turnout"]?.["routing_metadata"]
      assert.deepInclude(metadata, { provider: "anthropic", model_canonical: "claude-sonnet-4-5" })
    }))

  it("a model with a list of models falls over to the next vendor before the first token", () =>
    house(
      {
        openai: [refusal(503, { message: "down" }), refusal(503, { message: "down" })],
        anthropic: [blocks([{ type: "text", text: "Still here." }], true)]
      },
      async ({ anthropic, turnout }) => {
        const result = streamText({
          model: turnout("gpt-4o-mini"),
          prompt: "Are you there?",
          providerOptions: {
            turnout: {
              models: ["gpt-4o-mini", "claude-sonnet-4-5"],
              routing: { mode: "fallback" },
              include: ["attempts"],
              tags: ["test"]
            }
          }
        })
        assert.strictEqual(await result.text, "Still here.")
        const metadata = (await result.providerMetadata)?.["turnout"]?.["routing_metadata"] as {
          readonly attempts: ReadonlyArray<{ readonly provider: string; readonly outcome: string }>
        }
        assert.deepStrictEqual(
          metadata.attempts.map(({ outcome, provider }) => `${provider} ${outcome}`).slice(0, 1),
          ["openai failed"]
        )
        assert.strictEqual(metadata.attempts.at(-1)?.provider, "anthropic")
        assert.strictEqual(anthropic.requests.length, 1)
      }
    ))

  it("a structured answer is asked for by its schema, strictly where that can be", () =>
    house({ openai: [message({ content: '{"sky":"rain","degrees":4}' })] }, async ({ openai, turnout }) => {
      const { output } = await generateText({
        model: turnout("gpt-4o-mini"),
        prompt: "Weather?",
        output: Output.object({ schema: z.object({ sky: z.string(), degrees: z.number() }), name: "weather" })
      })
      assert.deepStrictEqual(output, { sky: "rain", degrees: 4 })
      const { response_format } = bodyOf(openai)
      assert.strictEqual(response_format?.type, "json_schema")
      assert.deepInclude(response_format?.json_schema, { name: "weather", strict: true })
      assert.deepStrictEqual(response_format?.json_schema.schema.required, ["sky", "degrees"])
    }))

  it("a streamed structured answer grows and is whole at its end", () =>
    house({ openai: [streamed('{"sky":', '"rain"', "}")] }, async ({ turnout }) => {
      const result = streamText({
        model: turnout("gpt-4o-mini"),
        prompt: "Weather?",
        output: Output.object({ schema: z.object({ sky: z.string().optional() }) })
      })
      const grown = await Array.fromAsync(result.partialOutputStream)
      assert.deepStrictEqual(grown.at(-1), { sky: "rain" })
      assert.deepStrictEqual(await result.output, { sky: "rain" })
    }))

  it("sources are the answer's annotations", () => {
    const annotations = [
      {
        type: "url_citation",
        url_citation: { url: "https://example.com/a", title: "A", start_index: 0, end_index: 4 }
      }
    ]
    return house({ openai: [message({ content: "Rain.", annotations })] }, async ({ turnout }) => {
      const { sources } = await generateText({ model: turnout("gpt-4o-mini"), prompt: "Weather?" })
      assert.deepInclude(sources[0], {
        type: "source",
        sourceType: "url",
        url: "https://example.com/a",
        title: "A"
      })
    })
  })
})
