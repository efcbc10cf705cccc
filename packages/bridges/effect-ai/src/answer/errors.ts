import * as RouterError from "@turnout/core/RouterError"
import * as Duration from "effect/Duration"
import { AiError } from "../internal/ai.ts"
import type { Unsaid } from "../request/request.ts"
import { told } from "./metadata.ts"

type Kinds = "InvalidKey" | "ExpiredKey" | "InsufficientPermissions"

const kindOf = (code: RouterError.ErrorCode): Kinds =>
  code === "expired_api_key"
    ? "ExpiredKey"
    : code === "insufficient_permissions"
      ? "InsufficientPermissions"
      : "InvalidKey"

const reasonOf = (error: RouterError.RouterError): AiError.AiErrorReason => {
  const { attempts, code, message: description, param, retry_after_ms, status } = error
  const { metadata } = told({ ...RouterError.toBody(error).error, status, attempts })
  switch (code) {
    case "content_filtered":
      return new AiError.ContentPolicyError({ description, metadata })
    case "insufficient_quota":
    case "budget_exhausted":
      return new AiError.QuotaExhaustedError({ metadata })
  }
  if (status === 429) {
    return new AiError.RateLimitError({
      metadata,
      ...(retry_after_ms === undefined ? {} : { retryAfter: Duration.millis(retry_after_ms) })
    })
  }
  if (status === 401 || status === 403) {
    return new AiError.AuthenticationError({ kind: kindOf(code), description, metadata })
  }
  if (status >= 500) return new AiError.InternalProviderError({ description, metadata })
  return new AiError.InvalidRequestError({
    description,
    metadata,
    ...(param === null ? {} : { parameter: param })
  })
}

/** A router's error as Effect's, by its code; the router's own is the `cause`. */
export const toAiError =
  (method: string, module = "TurnoutLanguageModel") =>
  (error: RouterError.RouterError): AiError.AiError => {
    const made = AiError.make({ module, method, reason: reasonOf(error) })
    return Object.defineProperty(made, "cause", { value: error, enumerable: false, configurable: true })
  }

/** What a prompt or toolkit holds and no chat request can say. */
export const unsaid = (method: string, { parameter, what }: Unsaid): AiError.AiError =>
  AiError.make({
    module: "TurnoutLanguageModel",
    method,
    reason: new AiError.InvalidRequestError({
      parameter,
      description: `A router cannot be asked with ${what}.`
    })
  })
