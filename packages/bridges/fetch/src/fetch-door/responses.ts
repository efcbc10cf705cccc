import * as RouterError from "@turnout/core/RouterError"
import type { Response } from "@turnout/responses/Response"
import type { ResponseEvent } from "@turnout/responses/ResponseEvent"
import * as Responses from "@turnout/responses/Responses"
import * as Effect from "effect/Effect"
import type { Source } from "../Reading.ts"
import { answering, type Call, isStreamed } from "./call.ts"
import type { Encoder } from "./events.ts"
import type { Handler } from "./route.ts"

const event = (type: string, data: unknown): string => `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`

const written = (events: ReadonlyArray<ResponseEvent>): string => {
  let text = ""
  for (const each of events) text += event(each.type, each)
  return text
}

/** The API ends with its last event; a broken answer ends with two that say so. */
const encoderOf = ({ broken }: Responses.Form): Encoder<ResponseEvent> => ({
  items: written,
  done: () => "",
  failed: (error) => {
    const told = broken(error)
    const { code, message, param } = error
    const lone = { type: "error", code, message, param, ...RouterError.toBody(error), sequence_number: 0 }
    return told.length === 0 ? event("error", lone) : written(told)
  }
})

/** A stream that has begun, and how it is written. */
interface Begun extends Source<ResponseEvent> {
  readonly form: Responses.Form
}

const formOf = ({ request }: Call) => Effect.fromResult(Responses.form(request))

export const handler: Handler = {
  answer: answering<ResponseEvent>({
    whole: (call): Effect.Effect<Response, RouterError.RouterError> =>
      Effect.flatMap(formOf(call), (form) => call.router.answerAs(form, call.options)),
    streamed: {
      asked: isStreamed,
      start: (call) =>
        Effect.flatMap(formOf(call), (form) =>
          Effect.map(call.router.startAs(form, call.options), (begun): Begun => ({ ...begun, form }))
        ),
      encoder: (_, begun) => encoderOf((begun as Begun).form)
    }
  })
}
