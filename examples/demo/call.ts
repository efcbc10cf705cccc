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

const messages = (options: Options): ChatRequest["messages"] => [
  { role: "system", content: "Answer in three sentences at most." },
  { role: "user", content: options.prompt }
]

/** The first call: ranked as the options say. */
export const request = (options: Options): ChatRequest => ({
  messages: messages(options),
  temperature: 0.3,
  max_completion_tokens: 400,
  gateway: {
    models: options.models,
    routing: { optimize: options.strategy, mode: options.mode, seed: options.seed },
    include: ["attempts", "decision"]
  }
})

/** Milliseconds without content after which the second call starts another attempt. */
export const hedgeAfter = 150

/** The second call: in the order as written, and not patient. */
export const hedged = (options: Options): ChatRequest => ({
  ...request(options),
  gateway: {
    models: options.models,
    routing: { mode: "fallback", seed: options.seed, hedge: { after_ms: hedgeAfter } },
    include: ["attempts"]
  }
})

/** A call that one workspace pays for. */
export const small = (options: Options): ChatRequest => ({
  messages: messages(options),
  max_completion_tokens: 60,
  gateway: { models: options.models.slice(0, 1), routing: { seed: options.seed }, include: ["attempts"] }
})

/** Asks in one piece. */
export const unary = async (router: Pick<TurnoutRouter, "chat">, request: ChatRequest): Promise<Answer> => {
  const { choices, model, routing_metadata, usage } = await router.chat.completions.create({
    ...request,
    stream: false
  })
  return { text: choices[0]?.message.content ?? "", model, usage, metadata: routing_metadata }
}

/** Asks for a stream, and hands on every piece as it comes. */
export const streamed = async (
  router: Pick<TurnoutRouter, "chat">,
  request: ChatRequest,
  onText: (text: string) => void
): Promise<Answer> => {
  const stream = await router.chat.completions.create({ ...request, stream: true })
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
