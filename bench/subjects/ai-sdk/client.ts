import { generateText, streamText, type LanguageModel } from "ai"
import { request, type Subject } from "../../workload.ts"

const [system, ...messages] = request.messages
const options = {
  system: system?.content ?? "",
  messages: messages.map(({ content, role }) => ({
    role: role === "assistant" ? role : ("user" as const),
    content
  })),
  temperature: request.temperature,
  maxOutputTokens: request.max_tokens
}

/** What a program does with the AI SDK, whichever provider it takes. */
export const make = (model: LanguageModel): Subject => ({
  unary: async () => (await generateText({ ...options, model })).text,
  stream: async () => {
    let characters = 0
    for await (const text of streamText({ ...options, model }).textStream) characters += text.length
    return characters
  }
})
