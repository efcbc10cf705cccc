/** Anthropic's Messages API. */
import * as ExactJson from "@turnout/core/ExactJson"
import * as RawJson from "@turnout/core/RawJson"
import type { RouterError } from "@turnout/core/RouterError"
import type { MessageEvent } from "@turnout/messages/MessageEvent"
import * as MessageError from "@turnout/messages/MessageError"
import * as Messages from "@turnout/messages/Messages"
import * as Effect from "effect/Effect"
import * as Answer from "../FetchAnswer.ts"
import { answering, type Call, isStreamed } from "./call.ts"
import type { Encoder } from "./events.ts"
import type { Handler } from "./route.ts"

const read = ["anthropic-version", "anthropic-beta", "x-claude-code-session-id"]

const formOf = ({ asked, request }: Call, options?: Messages.Options) => {
  const headers: { [name: string]: string } = {}
  for (const name of read) {
    const value = asked.input.header(name)
    if (value !== undefined) headers[name] = value
  }
  return Effect.fromResult(Messages.form(request, headers, options))
}

const event = (name: string, data: object): string => `event: ${name}\ndata: ${RawJson.stringify(data)}\n\n`

const encoder = (id: string): Encoder<MessageEvent> => ({
  items: (events) => {
    let text = ""
    for (const each of events) text += event(each.type, each)
    return text
  },
  done: () => "",
  failed: (error) => event("error", MessageError.toBody(error, id)),
  ping: () => event("ping", { type: "ping" })
})

/** Anthropic's clients read `request-id`. */
const identified = (response: Response, id: string): Response => {
  response.headers.set("request-id", id)
  return response
}

const failure = (error: RouterError, id: string, more?: Answer.More): Response => {
  const { headers } = Answer.failure(error, id, more)
  const body = JSON.stringify(MessageError.toBody(error, id))
  return identified(new Response(body, { status: MessageError.statusOf(error), headers }), id)
}

/** Inputs of tools are objects in this API: they have all their digits on both ways. */
const json = { parse: ExactJson.parse, stringify: RawJson.stringify }

const answer = answering<MessageEvent>({
  json,
  whole: (call) => Effect.flatMap(formOf(call), (form) => call.router.answerAs(form, call.options)),
  streamed: {
    asked: isStreamed,
    start: (call) => Effect.flatMap(formOf(call), (form) => call.router.startAs(form, call.options)),
    encoder: ({ asked }) => encoder(asked.id),
    // A client of this API takes minutes of silence for a lost connection.
    heartbeat_ms: 15_000
  }
})

const count = answering<MessageEvent>({
  whole: (call) =>
    Effect.flatMap(formOf(call, { counting: true }), (form) => call.router.countTokens(form, call.options))
})

export const counter: Handler = {
  answer: (asked) => Effect.map(count(asked), (response) => identified(response, asked.id)),
  failure
}

export const handler: Handler = {
  answer: (asked) => Effect.map(answer(asked), (response) => identified(response, asked.id)),
  failure
}
