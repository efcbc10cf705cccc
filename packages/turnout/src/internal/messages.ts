/** Calls of the Messages API: loaded with the first of them. */
import type { RouterError } from "@turnout/core/RouterError"
import type { Message, MessageCount } from "@turnout/messages/Message"
import * as Form from "@turnout/messages/Messages"
import type { Plan } from "@turnout/router/Plan"
import * as Effect from "effect/Effect"
import type { MessageStream } from "../Messages.ts"
import * as Caller from "./Caller.ts"
import type { Asked } from "./form-calls.ts"

const begun = ({ caller, doors, options, signal }: Asked, form: Form.MessageForm) =>
  Effect.map(doors.calls.start(doors.router.startAs(form, options), signal), (reading): MessageStream =>
    doors.stream(reading, (error) => Caller.tell(error, caller))
  )

export const create = (asked: Asked): Effect.Effect<Message | MessageStream, RouterError> =>
  Effect.flatMap(
    Effect.fromResult(Form.form(asked.request)),
    (form): Effect.Effect<Message | MessageStream, RouterError> =>
      form.stream ? begun(asked, form) : asked.doors.router.answerAs(form, asked.options)
  )

export const countTokens = ({ doors, options, request }: Asked): Effect.Effect<MessageCount, RouterError> =>
  Effect.flatMap(Effect.fromResult(Form.form(request, {}, { counting: true })), (form) =>
    doors.router.countTokens(form, options)
  )

export const plan = ({ doors, options, request }: Asked): Effect.Effect<Plan, RouterError> =>
  Effect.flatMap(Effect.fromResult(Form.form(request)), (form) => doors.router.planAs(form, options))

export const stream = (asked: Asked): Effect.Effect<MessageStream, RouterError> =>
  Effect.flatMap(Effect.fromResult(Form.form(asked.request)), (form) => begun(asked, form))
