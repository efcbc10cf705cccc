/** Turnout through `turnout`: validation, ten candidates, decision record and cost on. */
import { request, type Subject } from "../workload.ts"
import * as Parts from "./turnout/parts.ts"

export const make = async (origin: string): Promise<Subject> => {
  const router = await Parts.router(origin)
  return {
    // Without `async`: its promises would be counted as the call's.
    unary: () =>
      router.chat.completions.create(request).then(({ choices, routing_metadata }) => {
        Parts.check(routing_metadata)
        return choices[0]?.message.content ?? ""
      }),
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
