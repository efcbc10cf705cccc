import { assert, describe, it } from "@effect/vitest"
import * as ScriptedHttp from "@turnout/testing/ScriptedHttp"
import { generateText, isStepCount, streamText, tool } from "ai"
import { z } from "zod"
import { type Block, blocks, bodyOf, call, delta, house, message, tail } from "./house.ts"

globalThis.AI_SDK_LOG_WARNINGS = false

const weather = tool({
  description: "The weather of a city.",
  inputSchema: z.object({ city: z.string() }),
  execute: ({ city }) => `rain in ${city}`
})

describe("tools", () => {
  it("a loop with two parallel calls reaches the vendor as calls and their results", () =>
    house(
      {
        openai: [
          message({ tool_calls: [call("call_1", "Oslo"), call("call_2", "Rome", 1)] }, "tool_calls"),
          message({ content: "Both wet." })
        ]
      },
      async ({ openai, turnout }) => {
        const { steps, text } = await generateText({
          model: turnout("gpt-4o-mini"),
          tools: { weather },
          toolChoice: "auto",
          stopWhen: isStepCount(3),
          prompt: "Oslo and Rome?"
        })
        assert.strictEqual(text, "Both wet.")
        assert.strictEqual(steps[0]?.finishReason, "tool-calls")
        const { messages } = bodyOf(openai, 1)
        assert.deepStrictEqual(messages.slice(1), [
          {
            role: "assistant",
            content: null,
            tool_calls: ["Oslo", "Rome"].map((city, index) => ({
              id: `call_${index + 1}`,
              type: "function",
              // The model's own text, its spaces too.
              function: { name: "weather", arguments: `{"city": "${city}"}` }
            }))
          },
          { role: "tool", tool_call_id: "call_1", content: "rain in Oslo" },
          { role: "tool", tool_call_id: "call_2", content: "rain in Rome" }
        ])
      }
    ))

  it("streamed: inputs are begun and ended, and the calls follow", () =>
    house(
      {
        anthropic: (_, index) =>
          index === 0
            ? blocks(
                [
                  { type: "text", text: "I look." },
                  { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Oslo" } },
                  { type: "tool_use", id: "toolu_2", name: "weather", input: { city: "Rome" } }
                ],
                true
              )
            : blocks([{ type: "text", text: "Both wet." }], true)
      },
      async ({ anthropic, turnout }) => {
        const result = streamText({
          model: turnout("claude-sonnet-4-5"),
          tools: { weather },
          stopWhen: isStepCount(3),
          prompt: "Oslo and Rome?"
        })
        const seen: Array<string> = []
        for await (const part of result.stream) {
          if (part.type === "tool-input-start" || part.type === "tool-input-end")
            seen.push(`${part.type} ${part.id}`)
          if (part.type === "tool-call") seen.push(`call ${part.toolCallId} ${JSON.stringify(part.input)}`)
        }
        assert.deepStrictEqual(seen, [
          "tool-input-start toolu_1",
          "tool-input-start toolu_2",
          "tool-input-end toolu_1",
          'call toolu_1 {"city":"Oslo"}',
          "tool-input-end toolu_2",
          'call toolu_2 {"city":"Rome"}'
        ])
        assert.strictEqual(await result.text, "Both wet.")
        const { messages } = bodyOf(anthropic, 1)
        assert.deepStrictEqual(
          (messages.at(-1)!.content as ReadonlyArray<Block>).map((block) => block["tool_use_id"]),
          ["toolu_1", "toolu_2"]
        )
      }
    ))

  it("arguments that are no JSON are passed on as they are, and run no tool", () =>
    house(
      {
        openai: [
          ScriptedHttp.sse([
            delta({
              role: "assistant",
              tool_calls: [
                {
                  index: 0,
                  id: "call_1",
                  type: "function",
                  function: { name: "weather", arguments: '{"city": ' }
                }
              ]
            }),
            ...tail("tool_calls")
          ])
        ]
      },
      async ({ turnout }) => {
        let ran = 0
        const result = streamText({
          model: turnout("gpt-4o-mini"),
          tools: { weather: tool({ inputSchema: z.object({ city: z.string() }), execute: () => ++ran }) },
          prompt: "Oslo?"
        })
        const [made] = await result.toolCalls
        assert.deepInclude(made, { toolCallId: "call_1", invalid: true })
        assert.strictEqual(ran, 0)
      }
    ))

  it("numbers that JavaScript cannot hold go back as the model wrote them", () => {
    const arguments_ = '{"id": 12345678901234567890}'
    return house(
      {
        openai: [
          message(
            {
              tool_calls: [
                { id: "call_1", type: "function", function: { name: "find", arguments: arguments_ } }
              ]
            },
            "tool_calls"
          ),
          message({ content: "Found." })
        ]
      },
      async ({ openai, turnout }) => {
        await generateText({
          model: turnout("gpt-4o-mini"),
          tools: { find: tool({ inputSchema: z.object({ id: z.number() }), execute: () => "x" }) },
          stopWhen: isStepCount(2),
          prompt: "Find it."
        })
        assert.strictEqual(bodyOf(openai, 1).messages[1]?.tool_calls?.[0]?.function.arguments, arguments_)
      }
    )
  })

  it("a named tool, and another provider's own tool, which is told and left out", () =>
    house({ openai: [message({ content: "x" })] }, async ({ openai, turnout }) => {
      const { warnings } = await turnout("gpt-4o-mini").doGenerate({
        prompt: [{ role: "user", content: [{ type: "text", text: "x" }] }],
        tools: [
          { type: "function", name: "weather", inputSchema: { type: "object", properties: {} } },
          { type: "provider", id: "openai.web_search", name: "web_search", args: {} }
        ],
        toolChoice: { type: "tool", toolName: "weather" }
      })
      const sent = bodyOf(openai)
      assert.deepStrictEqual(
        sent.tools?.map((each) => each.function.name),
        ["weather"]
      )
      assert.deepStrictEqual(sent["tool_choice"], { type: "function", function: { name: "weather" } })
      assert.deepInclude(warnings[0], {
        type: "unsupported",
        feature: "provider-defined tool openai.web_search"
      })
    }))

  it("a vendor's own tool is sent as it is when it is given as native", () =>
    house({ anthropic: [blocks([{ type: "text", text: "x" }], false)] }, async ({ anthropic, turnout }) => {
      const native = { type: "web_search_20250305", name: "web_search", max_uses: 2 }
      await turnout("claude-sonnet-4-5").doGenerate({
        prompt: [{ role: "user", content: [{ type: "text", text: "x" }] }],
        tools: [{ type: "provider", id: "turnout.native", name: "web_search", args: native }]
      })
      assert.deepStrictEqual(bodyOf(anthropic).tools as unknown, [native])
    }))
})
