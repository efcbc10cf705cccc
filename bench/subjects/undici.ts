/** The floor: `undici.request`, and a stream read by a loop written for this one answer. Checks nothing. */
import { request as send } from "undici"
import { request, type Subject } from "../workload.ts"

interface Delta {
  readonly choices: ReadonlyArray<{ readonly delta: { readonly content?: string } }>
}

export const make = (origin: string): Subject => {
  const post = (body: object) =>
    send(`${origin}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer sk-bench" },
      body: JSON.stringify(body)
    })
  return {
    unary: async () => {
      const { body } = await post(request)
      const answer = (await body.json()) as { choices: [{ message: { content: string } }] }
      return answer.choices[0].message.content
    },
    stream: async () => {
      const { body } = await post({ ...request, stream: true, stream_options: { include_usage: true } })
      const decoder = new TextDecoder()
      let rest = ""
      let characters = 0
      for await (const bytes of body) {
        rest += decoder.decode(bytes as Uint8Array, { stream: true })
        let start = 0
        for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n", start)) {
          const data = rest.slice(start + 6, end)
          start = end + 2
          if (data === "[DONE]") continue
          const content = (JSON.parse(data) as Delta).choices[0]?.delta.content
          characters += content?.length ?? 0
        }
        rest = rest.slice(start)
      }
      return characters
    }
  }
}
