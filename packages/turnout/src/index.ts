export { createRouter } from "./CreateRouter.ts"
export type { Options, ProviderLayer } from "./Options.ts"
export type { AnswerIterator, AnswerStream, ChatStream } from "./AnswerStream.ts"
export type {
  CountRequest,
  Message,
  MessageCount,
  MessageEvent,
  MessageRequest,
  MessageStream
} from "./Messages.ts"
export type { KnownModelId, ModelId } from "./ModelId.ts"
export type { BoundRouter, CallOptions, Create, CreateEmbedding, TurnoutRouter } from "./TurnoutRouter.ts"

export type { ChatCompletion } from "@turnout/core/ChatCompletion"
export type { ChatCompletionChunk } from "@turnout/core/ChatCompletionChunk"
export type { ChatRequest, GatewayInput, MessageInput, RoutingInput } from "@turnout/core/ChatRequest"
export type { Base64EmbeddingResponse, CreateEmbeddingResponse } from "@turnout/core/CreateEmbeddingResponse"
export type { EmbeddingRequest } from "@turnout/core/EmbeddingRequest"
export type { Response } from "@turnout/responses/Response"
export type { ResponseEvent } from "@turnout/responses/ResponseEvent"
export type { ResponseRequest } from "@turnout/responses/ResponseRequest"
export type { Responses } from "./Responses.ts"
export type { Decision } from "@turnout/core/Decision"
export type { AttemptRecord, RoutingMetadata } from "@turnout/core/RoutingMetadata"
export type { Warning } from "@turnout/core/Warning"
export type { Plan, PlanStep } from "@turnout/router/Plan"
export type { BudgetOptions, Rule as BudgetRule } from "@turnout/router/Budget"
export type { LimitsOptions } from "@turnout/limits/RateLimits"
export type { Identity, Principal } from "@turnout/router/Principal"
export type { Key, Keyring } from "@turnout/router/Keyring"
export type { Observation, Observe, Receipt } from "@turnout/router/Receipt"
export type { RouterOptions } from "@turnout/router/RouterOptions"
export type { QuotaStatus } from "@turnout/router/QuotaStatus"
export * as Strategy from "@turnout/router/Strategy"
export { explain } from "@turnout/router/Explain"
export { hasColor, explainCall, type Explainable } from "@turnout/router/ExplainCall"
export { apiKeys, reveal } from "@turnout/fetch/ApiKeys"

export {
  ApiError,
  AuthenticationError,
  type ErrorCode,
  type ErrorType,
  InvalidRequestError,
  isRouterError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  type RouterError,
  type Violation
} from "@turnout/core/RouterError"
