/** The AI SDK over `@turnout/ai-sdk`. */
import { createTurnout } from "@turnout/ai-sdk"
import { generateText, isStepCount, jsonSchema, type ModelMessage, Output, streamText, tool } from "ai"
import * as Scene from "./scene.ts"

const messages: Array<ModelMessage> = [
  {
    role: "user",
    content: [
      { type: "text", text: Scene.question },
      { type: "file", data: Scene.pixel, mediaType: "image/png" }
    ]
  }
]
const asked = {
  instructions: Scene.system,
  messages,
  tools: {
    weather: tool({
      description: Scene.description,
      inputSchema: jsonSchema<{ city: string }>(Scene.parameters),
      execute: ({ city }) => Scene.resultOf(city)
    })
  },
  output: Output.object({ schema: jsonSchema<{ warmest: string }>(Scene.schema), name: "answer" }),
  stopWhen: isStepCount(3),
  maxOutputTokens: 500
}

interface Step {
  readonly text: string
  readonly toolCalls: ReadonlyArray<{
    readonly toolCallId: string
    readonly toolName: string
    readonly input: unknown
  }>
}

const told = (steps: ReadonlyArray<Step>): Scene.Told => ({
  called: steps[0]!.toolCalls.map(({ input, toolCallId, toolName }) => ({
    id: toolCallId,
    name: toolName,
    arguments: input
  })),
  text: steps.at(-1)!.text
})

const modelOf = ({ router }: Scene.House) => createTurnout({ router })(Scene.model)

export const doors: ReadonlyArray<Scene.Door> = [
  {
    name: "AI SDK, `generateText`",
    streams: false,
    converse: async (house) => told((await generateText({ ...asked, model: modelOf(house) })).steps),
    ask: async (house, { signal }) => {
      const answer = await generateText({
        model: modelOf(house),
        prompt: "Weather?",
        abortSignal: signal
      })
      return { text: answer.text, reasoning: answer.reasoningText }
    }
  },
  {
    name: "AI SDK, `streamText`",
    streams: true,
    converse: async (house) => told(await streamText({ ...asked, model: modelOf(house) }).steps),
    ask: async (house, { heard, signal }) => {
      const answer = streamText({
        model: modelOf(house),
        prompt: "Weather?",
        abortSignal: signal,
        onError: () => {}
      })
      let [text, reasoning] = ["", ""]
      for await (const part of answer.stream) {
        if (part.type === "error") throw part.error
        if (part.type === "abort") signal.throwIfAborted()
        if (part.type === "reasoning-delta") reasoning += part.text
        if (part.type !== "text-delta") continue
        text += part.text
        heard(part.text)
      }
      return { text, reasoning }
    }
  }
]
