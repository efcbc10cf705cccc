import type { RouterError } from "@turnout/core/RouterError"

export type MessageErrorType =
  | "invalid_request_error"
  | "authentication_error"
  | "billing_error"
  | "permission_error"
  | "not_found_error"
  | "request_too_large"
  | "rate_limit_error"
  | "api_error"
  | "timeout_error"
  | "overloaded_error"

/** Anthropic's envelope, with the router's own word for the error. */
export interface MessageErrorBody {
  readonly type: "error"
  readonly error: {
    readonly type: MessageErrorType
    readonly message: string
    readonly code: string
    readonly param: string | null
    readonly provider?: string
    readonly suggestion?: string
    /** What the vendor said, where the message is in other words. */
    readonly provider_message?: string
  }
  readonly request_id: string
}

/** 529 is Anthropic's own word for an overload, which its clients know. */
export const statusOf = ({ code, status }: RouterError): number =>
  code === "model_unavailable" ? 529 : status

export const typeOf = (error: RouterError): MessageErrorType => {
  switch (statusOf(error)) {
    case 401:
      return "authentication_error"
    case 402:
      return "billing_error"
    case 403:
      return "permission_error"
    case 404:
      return "not_found_error"
    case 413:
      return "request_too_large"
    case 429:
      return "rate_limit_error"
    case 504:
      return "timeout_error"
    case 529:
      return "overloaded_error"
    default:
      return error.status >= 500 ? "api_error" : "invalid_request_error"
  }
}

/** The words of the vendor that the error is of. */
const said = ({ attempts, message }: RouterError): string | undefined =>
  attempts.findLast(
    ({ provider_message: words }) => words !== undefined && words !== "" && message.endsWith(words)
  )?.provider_message

const tooLong = /prompt is too long|prompt_too_long/i

/**
 * The words that clients act on: a vendor's own, since they repair a request by them; and of a prompt that is too long,
 * whoever says it, those by which they compact it.
 */
const wordsOf = (error: RouterError, told: string | undefined): string => {
  if (error.code !== "context_length_exceeded") return told ?? error.message
  if (told !== undefined && tooLong.test(told)) return told
  const { got, limit } = error.context_length ?? counted(error.message)
  return got !== undefined && limit !== undefined
    ? `prompt is too long: ${got} tokens > ${limit} maximum`
    : `prompt is too long: ${told ?? error.message}`
}

/** Of a prompt that the router itself excludes everywhere: the first endpoint's figures stand in its words. */
const counted = (message: string): NonNullable<RouterError["context_length"]> => {
  const found = /(\d+)(?: input)? tokens into (\d+)/.exec(message)
  return found === null ? {} : { got: Number(found[1]), limit: Number(found[2]) }
}

export const toBody = (error: RouterError, request_id: string): MessageErrorBody => {
  const told = said(error)
  const message = wordsOf(error, told)
  return {
    type: "error",
    error: {
      type: typeOf(error),
      message,
      code: error.code,
      param: error.param,
      ...(error.provider === undefined ? {} : { provider: error.provider }),
      ...(error.suggestion === undefined ? {} : { suggestion: error.suggestion }),
      ...(told === undefined || told === message ? {} : { provider_message: told })
    },
    request_id
  }
}
