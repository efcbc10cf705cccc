/** How an answer ends that broke after it had begun. */
import type { RouterError } from "@turnout/core/RouterError"
import type { Response, ResponseError } from "../Response.ts"
import type { ResponseEvent } from "../ResponseEvent.ts"

/** OpenAI's codes of a failed response. */
export const errorOf = ({ message, status }: RouterError): ResponseError => ({
  code: status === 429 ? "rate_limit_exceeded" : "server_error",
  message
})

/** The error itself, nested and flat, and the response as far as it came. */
export const events = (
  { code, message, param, type }: RouterError,
  response: Response,
  sequence: number
): ReadonlyArray<ResponseEvent> => [
  {
    type: "error",
    code,
    message,
    param,
    error: { type, code, message, param },
    sequence_number: sequence
  },
  { type: "response.failed", response, sequence_number: sequence + 1 }
]
