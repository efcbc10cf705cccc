import { assert, describe, it } from "@effect/vitest"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { generateText, isStepCount, type ModelMessage, pruneMessages, streamText, tool } from "ai"
import { z } from "zod"
import { type Block, blocks, bodyOf, delta, house, message, tail, type Sent } from "./house.ts"

globalThis.AI_SDK_LOG_WARNINGS = false

/* Seals as a vendor makes them: any change of a byte makes them worthless. */
const thinking: Block = {
  type: "thinking",
  thinking: 'two cities — Grüße, "quoted"\n\t\\ \u{1F914}',
  signature: "EqQBCg+/1==  "
}
const redacted: Block = { type: "redacted_thinking", data: "EmwKAhgB\u2028é==" }
const first: ReadonlyArray<Block> = [
  thinking,
  redacted,
  { type: "text", text: "I look." },
  { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Oslo" } },
  { type: "tool_use", id: "toolu_2", name: "weather", input: { city: "Rome" } }
]
const withheld: Block = { type: "thinking", thinking: "", signature: "withheld==" }
const second: ReadonlyArray<Block> = [
  withheld,
  { type: "tool_use", id: "toolu_3", name: "weather", input: { city: "Bonn" } }
]
const last: ReadonlyArray<Block> = [
  { type: "thinking", thinking: "done", signature: "s3==" },
  { type: "text", text: "Oslo is coldest." }
]

const tools = {
  weather: tool({ inputSchema: z.object({ city: z.string() }), execute: ({ city }) => `rain in ${city}` })
}

const assistants = ({ messages }: Sent) =>
  messages.filter(({ role }) => role === "assistant").map(({ content }) => content)

for (const stream of [false, true]) {
  describe(`reasoning in a conversation with tools, ${stream ? "streamed" : "whole"}`, () => {
    it("goes back to its maker byte for byte in every step, and in the next turn", () =>
      house(
        { anthropic: (_, index) => blocks([first, second, last, last][index]!, stream) },
        async ({ anthropic, turnout }) => {
          const options = {
            model: turnout("claude-sonnet-4-5"),
            tools,
            reasoning: "high" as const,
            maxOutputTokens: 8_000,
            stopWhen: isStepCount(5)
          }
          const messages: Array<ModelMessage> = [{ role: "user", content: "Where is it coldest?" }]
          const ask = async () => {
            if (!stream) return generateText({ ...options, messages })
            const result = streamText({ ...options, messages })
            return {
              steps: await result.steps,
              responseMessages: await result.responseMessages,
              warnings: await result.warnings
            }
          }
          const { responseMessages, steps, warnings } = await ask()
          assert.strictEqual(steps[0]?.reasoningText, thinking["thinking"])
          assert.deepStrictEqual(assistants(bodyOf(anthropic, 1)), [first])
          assert.deepStrictEqual(assistants(bodyOf(anthropic, 2)), [first, second])
          assert.strictEqual(bodyOf(anthropic, 0).thinking?.type, "enabled")
          assert.notInclude(JSON.stringify(warnings), "origin")
          // What a host keeps of a conversation is JSON.
          messages.push(...(JSON.parse(JSON.stringify(responseMessages)) as Array<ModelMessage>), {
            role: "user",
            content: "Sure?"
          })
          await ask()
          assert.deepStrictEqual(assistants(bodyOf(anthropic, 3)), [first, second, last])
        }
      ))

    it("is left behind when another vendor answers, which is told", () =>
      house(
        {
          anthropic: [blocks(last, stream)],
          openai: [
            stream
              ? ScriptedHttp.sse([delta({ role: "assistant", content: "Yes." }), ...tail()])
              : message({ content: "Yes." })
          ]
        },
        async ({ openai, turnout }) => {
          const ask = async (model: string, messages: Array<ModelMessage>) => {
            const options = { model: turnout(model), messages }
            if (!stream) return generateText(options)
            const result = streamText(options)
            return { responseMessages: await result.responseMessages, warnings: await result.warnings }
          }
          const messages: Array<ModelMessage> = [{ role: "user", content: "Where is it coldest?" }]
          const { responseMessages } = await ask("claude-sonnet-4-5", messages)
          messages.push(...responseMessages, { role: "user", content: "Sure?" })
          const { warnings } = await ask("gpt-4o-mini", messages)
          assert.notInclude(openai.requests[0]!.body, "s3==")
          assert.notInclude(openai.requests[0]!.body, "done")
          assert.deepStrictEqual(
            warnings?.map((each) => ("feature" in each ? each.feature : each.type)),
            ["messages[1].reasoning_details[0]"]
          )
        }
      ))
  })
}

describe("reasoning", () => {
  it("is ended, with its signature, before the text that follows", () =>
    house({ anthropic: [blocks(first, true)] }, async ({ turnout }) => {
      const { stream } = await turnout("claude-sonnet-4-5").doStream({
        prompt: [{ role: "user", content: [{ type: "text", text: "x" }] }]
      })
      const parts = await Array.fromAsync(stream)
      assert.deepStrictEqual(
        parts
          .filter(({ type }) => type.endsWith("-start") || type.endsWith("-end"))
          .map((part) => `${part.type} ${"id" in part ? part.id : ""}`.trim()),
        [
          "stream-start",
          "reasoning-start reasoning-0",
          "reasoning-end reasoning-0",
          "reasoning-start reasoning-1",
          "reasoning-end reasoning-1",
          "text-start text-2",
          "text-end text-2",
          "tool-input-start toolu_1",
          "tool-input-start toolu_2",
          "tool-input-end toolu_1",
          "tool-input-end toolu_2"
        ]
      )
      const ends = parts.filter((part) => part.type === "reasoning-end")
      assert.deepStrictEqual(
        ends.map(({ providerMetadata }) => {
          const details = providerMetadata?.["turnout"]?.[
            "reasoning_details"
          ] as unknown as ReadonlyArray<Block>
          return details[0]?.["signature"] ?? details[0]?.["data"]
        }),
        [thinking["signature"], redacted["data"]]
      )
    }))

  it("plain reasoning is one part, with its words", () => {
    const reasoned = (content: string) => message({ content, reasoning_content: "hm" })
    return house({ openai: [reasoned("a"), reasoned("b")] }, async ({ turnout }) => {
      const { reasoning, reasoningText } = await generateText({ model: turnout("gpt-4o-mini"), prompt: "x" })
      assert.strictEqual(reasoningText, "hm")
      assert.strictEqual(reasoning.length, 1)
    })
  })

  it("pruned by the host, it is not sent", () =>
    house({ anthropic: [blocks(last, false), blocks(last, false)] }, async ({ anthropic, turnout }) => {
      const messages: Array<ModelMessage> = [{ role: "user", content: "x" }]
      const { responseMessages } = await generateText({ model: turnout("claude-sonnet-4-5"), messages })
      const pruned = pruneMessages({
        messages: [...messages, ...responseMessages, { role: "user", content: "y" }],
        reasoning: "all"
      })
      await generateText({ model: turnout("claude-sonnet-4-5"), messages: pruned })
      assert.notInclude(anthropic.requests[1]!.body, "s3==")
    }))

  it("levels are the router's efforts", () =>
    house({ anthropic: [blocks(last, false)] }, async ({ anthropic, turnout }) => {
      await generateText({ model: turnout("claude-sonnet-4-5"), prompt: "x", reasoning: "none" })
      assert.notStrictEqual(bodyOf(anthropic).thinking?.type, "enabled")
    }))
})
