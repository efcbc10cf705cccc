/** Turnout through `turnout`: validation, ten candidates, decision record and cost on. */
import { request, type Subject } from "../workload.ts"
import * as Parts from "./turnout/parts.ts"

export const make = async (origin: string): Promise<Subject> => {
  const router = await Parts.router(origin)
  return {
    unary: async () => {
      const { choices, routing_metadata } = await router.chat.completions.create(request)
      Parts.check(routing_metadata)
      return choices[0]?.message.content ?? ""
    },
    stream: async () => {
      const stream = await router.chat.completions.create({ ...request, stream: true })
      let characters = 0
      for await (const { choices, routing_metadata } of stream) {
        characters += choices[0]?.delta.content?.length ?? 0
        if (routing_metadata !== undefined) Parts.check(routing_metadata)
      }
      return characters
    },
    close: () => router.close()
  }
}
