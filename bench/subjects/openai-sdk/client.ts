import type OpenAI from "openai"
import { request, type Subject } from "../../workload.ts"

/** What a program does with the official SDK, whatever stands behind it. */
export const make = (client: OpenAI): Subject => ({
  unary: async () => {
    const answer = await client.chat.completions.create(request)
    return answer.choices[0]?.message.content ?? ""
  },
  stream: async () => {
    const stream = await client.chat.completions.create({
      ...request,
      stream: true,
      stream_options: { include_usage: true }
    })
    let characters = 0
    for await (const { choices } of stream) {
      characters += choices[0]?.delta.content?.length ?? 0
    }
    return characters
  }
})
