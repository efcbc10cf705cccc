import * as CallError from "../CallError.ts"
import type { FetchInit, Input } from "../FetchInput.ts"

/** Keeps a worker until a response, and what it holds behind its start, has ended. Nothing begins if the host's hook throws. */
export const answerUntil = async (
  waitUntil: NonNullable<FetchInit["waitUntil"]>,
  answer: (held: NonNullable<Input["held"]>) => Promise<Response>
): Promise<Response> => {
  const work = Promise.withResolvers<void>()
  try {
    waitUntil(work.promise)
  } catch (cause) {
    throw CallError.unexpected(cause, "The host's 'waitUntil' threw an error.")
  }
  const holding: Array<Promise<void>> = []
  try {
    return await answer((released) => holding.push(released))
  } finally {
    void Promise.all(holding).then(() => work.resolve())
  }
}
