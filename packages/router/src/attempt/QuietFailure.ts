import { type Failure, isFailure } from "@turnout/core/Failure"

/** Names of programs and paths of a request; in anything else a question may be quoted. */
const isCode = /^[a-z0-9]+(?:[_.][a-z0-9]+)*$/i
const isPath = /^[\w.[\]]{1,100}$/

/** A failure without the words of its vendor, which may quote the question: for a caller who keeps that out of logs. */
export const withoutWords = (failure: Failure): Failure => {
  // `message` is an error's own, not enumerable, property.
  const { code, param, provider_message, ...fields } = Object.assign({ message: failure.message }, failure)
  const tells = code !== undefined && !isCode.test(code)
  const points = param !== undefined && !isPath.test(param)
  if (provider_message === undefined && !tells && !points) return failure
  const copy: unknown = Reflect.construct(failure.constructor, [
    {
      ...fields,
      // Our own sentence repeats the code.
      message: tells ? fields.message.replace(` (${code})`, "") : fields.message,
      ...(code === undefined || tells ? {} : { code }),
      ...(param === undefined || points ? {} : { param })
    }
  ])
  return isFailure(copy) ? copy : failure
}
