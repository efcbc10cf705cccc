import type { RequestFacts } from "@turnout/core/Candidate"
import type { Embedding } from "@turnout/core/Embedding"
import * as Estimate from "@turnout/core/Estimate"
import type { Routing } from "@turnout/core/Gateway"
import { reasons, type Request } from "@turnout/core/Request"

/** Facts of a request that constraints and strategies read. */
export const facts = (
  request: Request,
  routing: Routing,
  estimate: ((request: Request) => number) | undefined,
  turn: number | undefined,
  hedged: number | undefined
): RequestFacts => {
  const { max_completion_tokens: output_tokens, stream } = request
  const prompt_tokens = promptTokens(request, estimate)
  const choices = request.n ?? 1
  const tools = request.tools !== undefined
  const reasoning = reasons(request)
  const { ttft_percentile = "p50", throughput_percentile = "p50" } = routing
  const session = routing.session ?? request.prompt_cache_key
  // Most requests: written out, since this is made for each.
  const { slo } = routing
  if (request.embedding !== undefined) return ofInputs(request.embedding, prompt_tokens, routing, turn)
  const isUsual = turn !== undefined && routing.seed === undefined && hedged === undefined
  if (isUsual && session === undefined && slo === undefined) {
    return output_tokens === undefined
      ? { stream, prompt_tokens, choices, tools, reasoning, ttft_percentile, throughput_percentile, turn }
      : {
          stream,
          prompt_tokens,
          output_tokens,
          choices,
          tools,
          reasoning,
          ttft_percentile,
          throughput_percentile,
          turn
        }
  }
  return {
    stream,
    prompt_tokens,
    ...(output_tokens === undefined ? {} : { output_tokens }),
    choices,
    tools,
    reasoning,
    ttft_percentile,
    throughput_percentile,
    ...(session === undefined ? {} : { session }),
    ...(slo === undefined ? {} : { slo }),
    // A seed makes decisions independent of earlier calls.
    ...(turn === undefined || routing.seed !== undefined ? {} : { turn }),
    ...(hedged === undefined || routing.seed !== undefined ? {} : { hedged })
  }
}

/** Of an embedding request. */
const ofInputs = (
  { input }: Embedding,
  prompt_tokens: number,
  { seed, session, slo, throughput_percentile = "p50", ttft_percentile = "p50" }: Routing,
  turn: number | undefined
): RequestFacts => ({
  stream: false,
  prompt_tokens,
  inputs: { count: input.length, longest: Estimate.inputTokens(input).longest },
  choices: 1,
  tools: false,
  reasoning: false,
  ttft_percentile,
  throughput_percentile,
  ...(session === undefined ? {} : { session }),
  ...(slo === undefined ? {} : { slo }),
  ...(turn === undefined || seed !== undefined ? {} : { turn })
})

/** The host's estimate if it is a valid count. */
const promptTokens = (request: Request, estimate: ((request: Request) => number) | undefined): number => {
  // A host's own counts the tokens of messages.
  const counted = (request.embedding === undefined ? estimate?.(request) : undefined) ?? NaN
  return counted >= 0 && counted < Infinity ? Math.ceil(counted) : Estimate.promptTokens(request)
}
