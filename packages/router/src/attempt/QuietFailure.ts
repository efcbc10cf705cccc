import { type Failure, isFailure } from "@turnout/core/Failure"
import type { Request } from "@turnout/core/Request"

/** Names of programs and paths of a request; in anything else a question may be quoted. */
const isCode = /^[a-z0-9]+(?:[_.][a-z0-9]+)*$/i
const isPath = /^[\w.[\]]{1,100}$/
/** Short prefixes, then digits and letters without words between: `req_011CQ…`, a UUID. */
const isId = /^(?:[a-z]{1,12}[-_]){0,2}[0-9a-z]{8,64}(?:-[0-9a-z]{4,12}){0,4}$/i

/** Whether the question holds these words; shorter ones tell nothing. */
const isAsked = (words: string, { embedding, messages }: Request): boolean =>
  words.length >= 3 &&
  JSON.stringify(embedding?.input ?? messages)
    .toLowerCase()
    .includes(words.toLowerCase())

/** A vendor's id of a request where it is one, and not an echo of what was asked. */
export const idWithoutWords = (id: string | undefined, request: Request): string | undefined =>
  id !== undefined && isId.test(id) && /\d.*\d/.test(id) && !isAsked(id, request) ? id : undefined

/** A failure without the words of its vendor, which may quote the question: for a caller who keeps that out of logs. */
export const withoutWords = (failure: Failure, request: Request): Failure => {
  // `message` is an error's own, not enumerable, property.
  const { code, param, provider_message, request_id, ...fields } = Object.assign(
    { message: failure.message },
    failure
  )
  const tells = code !== undefined && (!isCode.test(code) || isAsked(code, request))
  const points = param !== undefined && !isPath.test(param)
  const id = idWithoutWords(request_id, request)
  if (provider_message === undefined && !tells && !points && id === request_id) return failure
  const copy: unknown = Reflect.construct(failure.constructor, [
    {
      ...fields,
      // Our own sentence repeats the code.
      message: tells ? fields.message.replace(` (${code})`, "") : fields.message,
      ...(code === undefined || tells ? {} : { code }),
      ...(param === undefined || points ? {} : { param }),
      ...(id === undefined ? {} : { request_id: id })
    }
  ])
  return isFailure(copy) ? copy : failure
}
