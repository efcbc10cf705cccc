import type { Response } from "@turnout/responses/Response"
import type { ResponseEvent } from "@turnout/responses/ResponseEvent"
import type { InputItem, ResponseRequest } from "@turnout/responses/ResponseRequest"
import type OpenAI from "openai"
import type { AnswerStream, Responses } from "turnout"

/* Compiles only where a value of `From` may stand for `To`. */
type Assignable<From extends To, To> = [From, To]

export type Tests = [
  // Code that was written for the SDK hands us its requests and takes our answers.
  Assignable<OpenAI.Responses.ResponseCreateParams, ResponseRequest>,
  Assignable<OpenAI.Responses.ResponseCreateParamsStreaming, ResponseRequest>,
  Assignable<OpenAI.Responses.ResponseInputItem, InputItem>,
  Assignable<OpenAI.Responses.ResponseOutputItem, InputItem>,
  Assignable<Response, OpenAI.Responses.Response>,
  Assignable<Response["output"][number], InputItem>,
  Assignable<ResponseEvent, OpenAI.Responses.ResponseStreamEvent>
]

/* `stream` decides what is promised. */
export const answers = (
  { create, stream }: Responses,
  params: OpenAI.Responses.ResponseCreateParamsNonStreaming
) => {
  const whole: Promise<Response> = create({ model: "m", input: "hi" })
  const also: Promise<Response> = create({ model: "m", input: "hi", stream: false })
  const events: Promise<AnswerStream<ResponseEvent>> = create({ model: "m", input: "hi", stream: true })
  const always: Promise<AnswerStream<ResponseEvent>> = stream({ model: "m", input: [] })
  const theirs: Promise<Response> = create(params)
  return [whole, also, events, always, theirs]
}

/* Narrowing by type works as with the SDK's own. */
export const texts = async (stream: AnswerStream<ResponseEvent>): Promise<string> => {
  let text = ""
  for await (const event of stream) {
    if (event.type === "response.output_text.delta") text += event.delta
    else if (event.type === "response.completed") text += event.response.routing_metadata?.provider ?? ""
  }
  return text
}
