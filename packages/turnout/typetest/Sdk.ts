import type { ChatCompletion } from "@turnout/core/ChatCompletion"
import type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import type { Base64EmbeddingResponse, CreateEmbeddingResponse } from "@turnout/core/CreateEmbeddingResponse"
import type { EmbeddingRequest } from "@turnout/core/EmbeddingRequest"
import type OpenAI from "openai"
import type { ChatStream } from "../src/AnswerStream.ts"
import type { Create, CreateEmbedding, TurnoutRouter } from "../src/TurnoutRouter.ts"

/* Compiles only where a value of `From` may stand for `To`. */
type Assignable<From extends To, To> = [From, To]

export type Tests = [
  // Code that was written for the SDK hands us its requests and takes our answers.
  Assignable<OpenAI.ChatCompletionCreateParams, ChatRequest>,
  Assignable<OpenAI.ChatCompletionCreateParamsStreaming, ChatRequest>,
  Assignable<OpenAI.ChatCompletionMessageParam, ChatRequest["messages"][number]>,
  Assignable<ChatCompletion, OpenAI.ChatCompletion>,
  Assignable<ChatCompletionChunk, OpenAI.ChatCompletionChunk>,
  Assignable<OpenAI.EmbeddingCreateParams, EmbeddingRequest>,
  Assignable<CreateEmbeddingResponse, OpenAI.CreateEmbeddingResponse>,
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

/* `encoding_format` decides what a vector is. */
export const vectors = (create: CreateEmbedding, params: OpenAI.EmbeddingCreateParams) => {
  const theirs: Promise<OpenAI.CreateEmbeddingResponse> = create(params)
  const floats: Promise<CreateEmbeddingResponse> = create({ model: "m", input: ["a"], dimensions: null })
  const texts: Promise<Base64EmbeddingResponse> = create({
    model: "m",
    input: [1],
    encoding_format: "base64"
  })
  const several = create({ input: "a", gateway: { models: ["m@a", "m@b"], routing: { spaces: "any" } } })
  // @ts-expect-error a message is no input
  const chat = create({ model: "m", messages: [] })
  return [theirs, floats, texts, several, chat]
}
