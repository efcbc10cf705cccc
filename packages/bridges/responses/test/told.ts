import type { Event } from "@turnout/core/Event"
import * as Fold from "@turnout/core/Fold"
import type { RoutingMetadata } from "@turnout/core/RoutingMetadata"
import { ResponseStream } from "openai/lib/responses/ResponseStream"
import type OpenAI from "openai"
import * as Result from "effect/Result"
import type { ResponseEvent } from "../src/ResponseEvent.ts"
import * as Responses from "../src/Responses.ts"

export const metadata: RoutingMetadata = {
  provider: "acme",
  provider_model_id: "m",
  model_canonical: "m",
  routing_strategy: "balanced",
  warnings: []
}

export const fold = (): Fold.Fold =>
  Fold.make({
    requestId: "r",
    createdMs: 1_700_000_000_000,
    model: "m",
    historyCallIds: new Set(),
    origin: { provider: "acme", model: "m" }
  })

/** A form of a request that is right. */
export const formOf = (request: object = {}, options?: Responses.Options): Responses.Form => {
  const made = Responses.form({ model: "m", input: "a", ...request }, options)
  if (Result.isFailure(made)) throw made.failure
  return made.success
}

/** What a stream of these reads is told as. */
export const streamed = (
  reads: ReadonlyArray<ReadonlyArray<Event>>,
  form = formOf()
): ReadonlyArray<ResponseEvent> => {
  const answer = fold()
  const { each, last } = form.tell()
  const told = reads.flatMap((events) => {
    answer.push(events)
    return each(events, answer)
  })
  return [...told, ...last(metadata, answer)]
}

export const whole = (events: ReadonlyArray<Event>, form = formOf()) => {
  const answer = fold()
  answer.push(events)
  return form.whole({ events, fold: answer, metadata })
}

/** The response that the official SDK's helper makes of events; it refuses what is against their grammar. */
export const helped = (events: ReadonlyArray<object>): Promise<OpenAI.Responses.Response> => {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join("")
  const body = new Blob([lines]).stream()
  return ResponseStream.fromReadableStream(body).finalResponse() as Promise<OpenAI.Responses.Response>
}
