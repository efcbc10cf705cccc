import type { ChatCompletion } from "@turnout/core/ChatCompletion"
import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type OpenAI from "openai"
import type { ChatStream } from "../src/AnswerStream.ts"
import type { Create, TurnoutRouter } from "../src/TurnoutRouter.ts"

/* Compiles only where a value of `From` may stand for `To`. */
type Assignable<From extends To, To> = [From, To]

export type Tests = [
  // Code that was written for the SDK hands us its requests and takes our answers.
  Assignable<OpenAI.ChatCompletionCreateParams, ChatRequest>,
  Assignable<OpenAI.ChatCompletionCreateParamsStreaming, ChatRequest>,
  Assignable<OpenAI.ChatCompletionMessageParam, ChatRequest["messages"][number]>,
  Assignable<ChatCompletion, OpenAI.ChatCompletion>,
  Assignable<ChatCompletionChunk, OpenAI.ChatCompletionChunk>,
  Assignable<TurnoutRouter["fetch"], NonNullable<ConstructorParameters<typeof OpenAI>[0]>["fetch"]>,
  Assignable<TurnoutRouter["fetch"], typeof globalThis.fetch>
]

/* `stream` decides what is promised. */
export const answers = (create: Create, params: OpenAI.ChatCompletionCreateParamsNonStreaming) => {
  const messages = [{ role: "user" as const, content: "hi" }]
  const whole: Promise<ChatCompletion> = create({ model: "m", messages })
  const also: Promise<ChatCompletion> = create({ model: "m", messages, stream: false })
  const chunks: Promise<ChatStream> = create({ model: "m", messages, stream: true })
  const theirs: Promise<ChatCompletion> = create(params)
  const either: Promise<ChatCompletion | ChatStream> = create({ model: "m", messages } as ChatRequest)
  const many: Promise<ChatCompletion> = create([params, { model: "n", messages }])
  const manyChunks: Promise<ChatStream> = create([{ model: "m", messages, stream: true }])
  // @ts-expect-error requests of an array agree in `stream`
  const mixed: Promise<ChatCompletion> = create([params, { model: "m", messages, stream: true }])
  return [whole, also, chunks, theirs, either, many, manyChunks, mixed]
}
