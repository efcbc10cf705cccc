import type { Receipt } from "@turnout/router/Receipt"

/**
 * Names of the OpenTelemetry GenAI conventions, v0.1.0 of `open-telemetry/semantic-conventions-genai` (in development there,
 * so they are told in one place), and those of our own for what the conventions do not name.
 */
export const attribute = {
  operation: "gen_ai.operation.name",
  provider: "gen_ai.provider.name",
  outputType: "gen_ai.output.type",
  requestModel: "gen_ai.request.model",
  seed: "gen_ai.request.seed",
  stream: "gen_ai.request.stream",
  choices: "gen_ai.request.choice.count",
  temperature: "gen_ai.request.temperature",
  topP: "gen_ai.request.top_p",
  topK: "gen_ai.request.top_k",
  maxTokens: "gen_ai.request.max_tokens",
  frequencyPenalty: "gen_ai.request.frequency_penalty",
  presencePenalty: "gen_ai.request.presence_penalty",
  dimensions: "gen_ai.embeddings.dimension.count",
  encodingFormats: "gen_ai.request.encoding_formats",
  reasoningLevel: "gen_ai.request.reasoning.level",
  responseId: "gen_ai.response.id",
  responseModel: "gen_ai.response.model",
  finishReasons: "gen_ai.response.finish_reasons",
  timeToFirstChunk: "gen_ai.response.time_to_first_chunk",
  inputTokens: "gen_ai.usage.input_tokens",
  outputTokens: "gen_ai.usage.output_tokens",
  cacheRead: "gen_ai.usage.cache_read.input_tokens",
  cacheWrite: "gen_ai.usage.cache_write.input_tokens",
  reasoningTokens: "gen_ai.usage.reasoning.output_tokens",
  inputMessages: "gen_ai.input.messages",
  outputMessages: "gen_ai.output.messages",
  errorType: "error.type",
  status: "http.response.status_code",
  /** Of the older names: which tokens a measurement counts. */
  tokenType: "gen_ai.token.type",
  cost: "turnout.cost.usd",
  costConfidence: "turnout.cost.confidence",
  strategy: "turnout.routing.strategy",
  attempts: "turnout.attempt.count",
  endpoint: "turnout.endpoint",
  outcome: "turnout.outcome",
  skipped: "turnout.attempt.skipped",
  hedge: "turnout.attempt.hedge",
  waited: "turnout.attempt.waited_ms",
  requestId: "turnout.attempt.request_id",
  callId: "turnout.call.id",
  code: "turnout.error.code",
  tags: "turnout.tags",
  traceId: "turnout.trace_id",
  user: "enduser.id",
  workspace: "turnout.workspace_id",
  shadowOf: "turnout.shadow_of"
} as const

/** The conventions' word for what a call asks for. */
export const operationOf = ({ asked }: Receipt): "chat" | "embeddings" =>
  asked?.embedding === undefined ? "chat" : "embeddings"

/** The conventions' names of providers, by our vendors' ids; any other is told under its own. */
const providers: { readonly [vendor: string]: string } = {
  azure: "azure.ai.openai",
  bedrock: "aws.bedrock",
  google: "gcp.gemini",
  mistral: "mistral_ai",
  moonshot: "moonshot_ai",
  vertex: "gcp.vertex_ai",
  xai: "x_ai"
}

export const providerName = (id: string): string => (Object.hasOwn(providers, id) ? providers[id]! : id)
