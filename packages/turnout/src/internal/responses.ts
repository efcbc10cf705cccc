/** Calls in OpenAI's Responses: loaded with the first of them. */
import type { RouterError } from "@turnout/core/RouterError"
import type { Response } from "@turnout/responses/Response"
import type { ResponseEvent } from "@turnout/responses/ResponseEvent"
import * as Form from "@turnout/responses/Responses"
import type { Plan } from "@turnout/router/Plan"
import * as Effect from "effect/Effect"
import type { AnswerStream } from "../AnswerStream.ts"
import * as Caller from "./Caller.ts"
import type { Asked } from "./form-calls.ts"

const formed = <A>(
  { request }: Asked,
  use: (form: Form.Form) => Effect.Effect<A, RouterError>
): Effect.Effect<A, RouterError> => Effect.flatMap(Effect.fromResult(Form.form(request)), use)

const begun = (
  { caller, doors, options, signal }: Asked,
  form: Form.Form
): Effect.Effect<AnswerStream<ResponseEvent>, RouterError> =>
  Effect.map(doors.calls.start(doors.router.startAs(form, options), signal), (reading) =>
    doors.stream(reading, (error) => Caller.tell(error, caller))
  )

export const create = (asked: Asked): Effect.Effect<Response | AnswerStream<ResponseEvent>, RouterError> =>
  formed(asked, (form): Effect.Effect<Response | AnswerStream<ResponseEvent>, RouterError> =>
    form.stream ? begun(asked, form) : asked.doors.router.answerAs(form, asked.options)
  )

export const stream = (asked: Asked): Effect.Effect<AnswerStream<ResponseEvent>, RouterError> =>
  formed(asked, (form) => begun(asked, form))

export const plan = (asked: Asked): Effect.Effect<Plan, RouterError> =>
  formed(asked, (form) => asked.doors.router.planAs(form, asked.options))
