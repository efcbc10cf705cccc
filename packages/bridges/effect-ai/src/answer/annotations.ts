import type { ChatRequest } from "@turnout/core/ChatRequest"
import type * as Tracer from "effect/Tracer"
import { type Response, Telemetry } from "../internal/ai.ts"
import { own } from "../request/own.ts"

type Parts = ReadonlyArray<Response.PartEncoded | Response.StreamPartEncoded>

/** What is asked, on Effect's span of the call. */
export const ofRequest = (span: Tracer.Span, request: ChatRequest): void =>
  Telemetry.addGenAIAnnotations(span, {
    operation: { name: "chat" },
    output: { type: request.response_format === undefined ? "text" : "json" },
    request: {
      model: request.model,
      temperature: request.temperature,
      topK: request.top_k,
      topP: request.top_p,
      maxTokens: request.max_completion_tokens ?? request.max_tokens,
      frequencyPenalty: request.frequency_penalty,
      presencePenalty: request.presence_penalty,
      seed: request.seed,
      stopSequences: typeof request.stop === "string" ? [request.stop] : request.stop
    }
  })

const providerOf = ({ metadata }: Response.FinishPartEncoded): string | undefined => {
  const routed = metadata?.[own] as { readonly routing_metadata?: { readonly provider?: string } } | undefined
  return routed?.routing_metadata?.provider
}

/** What came, as far as these parts tell. */
export const ofParts = (span: Tracer.Span, parts: Parts): void => {
  for (const part of parts) {
    if (part.type === "response-metadata") {
      Telemetry.addGenAIAnnotations(span, { response: { id: part.id, model: part.modelId } })
    } else if (part.type === "finish") {
      Telemetry.addGenAIAnnotations(span, {
        provider: { name: providerOf(part) },
        response: { finishReasons: [part.reason] },
        usage: { inputTokens: part.usage.inputTokens.total, outputTokens: part.usage.outputTokens.total }
      })
    }
  }
}
