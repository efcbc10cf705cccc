/** What each route of the door takes and answers. */
import { RequestSchema } from "@turnout/core/RequestSchema"
import * as Schema from "effect/Schema"
import * as Chat from "./chat.ts"
import { Bag, Names } from "./describe.ts"
import { EmbeddingRequest, EmbeddingResponse } from "./embeddings.ts"
import * as Messages from "./messages.ts"
import * as Lists from "./lists.ts"
import * as Responses from "./responses.ts"

export interface Operation {
  readonly summary: string
  /** Of the body. */
  readonly request?: Schema.Top
  /** Of the JSON that answers. */
  readonly answer: Schema.Top
  /** Of one event's data, where the route streams. */
  readonly event?: Schema.Top
  /** Of a refusal, where it is not OpenAI's. */
  readonly error?: Schema.Top
  readonly query?: { readonly [name: string]: string }
  /** A media type other than JSON. */
  readonly media?: string
}

const Request = RequestSchema.annotate({
  identifier: "ChatRequest",
  description:
    "OpenAI's chat request with routing options. Fields that are not named are passed on or told of."
})

const filters = { model: "Only endpoints of this model.", provider: "Only endpoints of this provider." }

const sorted = (what: string): Pick<Operation, "answer" | "summary"> => ({
  summary: `Names of ${what}, sorted.`,
  answer: Names
})

const chat: Operation = {
  summary: "Answers a chat, whole or streamed.",
  request: Schema.Union([
    Request,
    Schema.Array(Request).annotate({ description: "Tried one after the other." })
  ]),
  answer: Chat.ChatCompletion,
  event: Chat.ChatCompletionChunk
}

/** By the route's path in the table of routes. */
export const operations: { readonly [path: string]: Operation } = {
  "/v0/chat/completions": { ...chat, summary: "The same, with `model` as `model@provider`." },
  "/chat/completions": chat,
  "/embeddings": {
    summary: "Gives vectors of texts.",
    request: EmbeddingRequest,
    answer: EmbeddingResponse
  },
  "/responses": {
    summary: "Answers in OpenAI's Responses, whole or streamed.",
    request: Responses.ResponseRequest,
    answer: Responses.Response,
    event: Responses.ResponseEvent
  },
  "/messages/count_tokens": {
    summary: "Counts the input tokens of a request of Anthropic's Messages API.",
    request: Messages.CountRequest,
    answer: Messages.MessageCount,
    error: Messages.MessageError
  },
  "/messages": {
    summary: "Answers a request of Anthropic's Messages API, whole or streamed.",
    request: Messages.MessageRequest,
    answer: Messages.Message,
    event: Messages.MessageEvent,
    error: Messages.MessageError
  },
  "/registry/providers": { summary: "Registered providers.", answer: Lists.Registered },
  "/registry/models": { summary: "Canonical models.", answer: Lists.CanonicalModels },
  "/directory/models": { summary: "Every model at every provider.", answer: Lists.Endpoints },
  "/workspaces/{id}/billing/balance": { summary: "What a workspace may still spend.", answer: Lists.Balance },
  "/me": { summary: "Whom the key belongs to.", answer: Lists.KeyIdentity },
  "/v0/models": { ...sorted("models"), query: { provider: filters.provider } },
  "/v0/providers": { ...sorted("providers"), query: { model: filters.model } },
  "/v0/endpoints": { ...sorted("endpoints, as `model@provider`"), query: filters },
  "/v0/endpoint-details": {
    summary: "Endpoints with all that is known of them; one filter at most.",
    answer: Schema.Array(Lists.Endpoint),
    query: filters
  },
  "/models": {
    summary: "Models that can be called; in Anthropic's form for clients that send `anthropic-version`.",
    answer: Schema.Union([Lists.ModelList, Lists.AnthropicModelList]),
    query: { endpoint: "Only models that answer through this API." }
  },
  "/models/{+id}": { summary: "One model, by its id or an alias.", answer: Lists.Model },
  "/openapi.json": { summary: "This document.", answer: Bag },
  "/llms.txt": { summary: "What there is, for language models.", answer: Schema.String, media: "text/plain" }
}
