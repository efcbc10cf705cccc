import { APICallError } from "@ai-sdk/provider"
import type { ChatRequest } from "@turnout/core/ChatRequest"
import * as RouterError from "@turnout/core/RouterError"

/** Calls are made in process; the AI SDK wants an address. */
const url = "turnout:"

/** Its data, as an HTTP answer of the router's and in the words of its attempts. */
const dataOf = (error: RouterError.RouterError) => ({
  ...RouterError.toBody(error),
  attempts: error.attempts,
  violations: error.violations
})

const headersOf = ({ retry_after_ms }: RouterError.RouterError): { readonly [name: string]: string } =>
  retry_after_ms === undefined
    ? {}
    : { "retry-after": String(Math.ceil(retry_after_ms / 1000)), "retry-after-ms": String(retry_after_ms) }

/**
 * A router's error as the AI SDK's. It is never retryable: the router has tried all that it may, and what is behind
 * its attempts is in `data.attempts`. Anything else, such as the reason of an abort, stays as it is.
 */
export const toError = (error: unknown, requestBodyValues: ChatRequest | object): unknown =>
  RouterError.isRouterError(error)
    ? new APICallError({
        message: error.message,
        url,
        requestBodyValues,
        statusCode: error.status,
        responseHeaders: headersOf(error),
        responseBody: JSON.stringify(RouterError.toBody(error)),
        cause: error,
        isRetryable: false,
        data: dataOf(error)
      })
    : error
