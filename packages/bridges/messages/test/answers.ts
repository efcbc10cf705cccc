import Anthropic from "@anthropic-ai/sdk"
import type { Event } from "@turnout/core/Event"
import * as Fold from "@turnout/core/Fold"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import type { Message } from "@turnout/messages/Message"
import type { MessageEvent } from "@turnout/messages/MessageEvent"
import * as Messages from "@turnout/messages/Messages"
import * as Result from "effect/Result"

export const metadata: RoutingMetadata = {
  provider: "acme",
  provider_model_id: "m-1",
  model_canonical: "m",
  routing_strategy: "balanced",
  warnings: []
}

export const body = { model: "m", max_tokens: 100, messages: [{ role: "user", content: "hi" }] }

export const formOf = (more: object = {}): Messages.MessageForm =>
  Result.getOrThrow(Messages.form({ ...body, ...more }))

const foldOf = (): Fold.Fold =>
  Fold.make({
    requestId: "r",
    createdMs: 0,
    model: "m-1",
    historyCallIds: new Set(),
    origin: { provider: "acme", model: "m" }
  })

/** The parts of a stream whose events come in these reads. */
export const streamed = (
  reads: ReadonlyArray<ReadonlyArray<Event>>,
  more: object = {}
): ReadonlyArray<MessageEvent> => {
  const telling = formOf(more).tell()
  const fold = foldOf()
  const parts: Array<MessageEvent> = []
  for (const events of reads) {
    fold.push(events)
    parts.push(...telling.each(events, fold))
  }
  return [...parts, ...telling.last(metadata, fold)]
}

export const whole = (events: ReadonlyArray<Event>, more: object = {}): Message => {
  const fold = foldOf()
  fold.push(events)
  return formOf(more).whole({ events, fold, metadata })
}

/** What the official SDK's helper makes of a stream. */
export const bySdk = (parts: ReadonlyArray<MessageEvent>): Promise<Anthropic.Message> => {
  const text = parts.map((part) => `event: ${part.type}\ndata: ${JSON.stringify(part)}\n\n`).join("")
  const client = new Anthropic({
    apiKey: "unused",
    maxRetries: 0,
    fetch: () => Promise.resolve(new Response(text, { headers: { "content-type": "text/event-stream" } }))
  })
  return client.messages
    .stream({ model: "m", max_tokens: 100, messages: [{ role: "user", content: "hi" }] })
    .finalMessage()
}

/** The kinds of parts, deltas by theirs. */
export const kinds = (parts: ReadonlyArray<MessageEvent>): ReadonlyArray<string> =>
  parts.map((part) => {
    if (part.type === "content_block_start") return `${part.index} ${part.content_block.type}`
    if (part.type === "content_block_stop") return `${part.index} end`
    return part.type === "content_block_delta" ? `${part.index} ${part.delta.type}` : part.type
  })
