import type { CompletionUsage } from "@turnout/core/ChatCompletion"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { TurnoutRouter } from "turnout"
import type { Options } from "./options.ts"

export interface Answer {
  readonly text: string
  readonly model: string
  readonly usage: CompletionUsage | undefined
  readonly metadata: RoutingMetadata
}

export const request = (options: Options): ChatRequest => ({
  messages: [
    { role: "system", content: "Answer in three sentences at most." },
    { role: "user", content: options.prompt }
  ],
  temperature: 0.3,
  max_completion_tokens: 400,
  gateway: {
    models: options.models,
    routing: { optimize: options.strategy, mode: options.mode, seed: options.seed },
    include: ["attempts", "decision"]
  }
})

/** Asks in one piece. */
export const unary = async (router: TurnoutRouter, options: Options): Promise<Answer> => {
  const { choices, model, routing_metadata, usage } = await router.chat.completions.create({
    ...request(options),
    stream: false
  })
  return { text: choices[0]?.message.content ?? "", model, usage, metadata: routing_metadata }
}

/** Asks for a stream, and hands on every piece as it comes. */
export const streamed = async (
  router: TurnoutRouter,
  options: Options,
  onText: (text: string) => void
): Promise<Answer> => {
  const stream = await router.chat.completions.create({ ...request(options), stream: true })
  let text = ""
  let last: Omit<Answer, "text"> | undefined
  for await (const { choices, model, routing_metadata, usage } of stream) {
    const piece = choices[0]?.delta.content ?? ""
    if (piece !== "") onText(piece)
    text += piece
    if (routing_metadata !== undefined)
      last = { model, usage: usage ?? undefined, metadata: routing_metadata }
  }
  if (last === undefined) throw new Error("The stream ended without its last chunk.")
  return { text, ...last }
}
