import type { RequestFacts } from "@turnout/core/Candidate"
import * as Estimate from "@turnout/core/Estimate"
import type { Routing } from "@turnout/core/Gateway"
import { reasons, type Request } from "@turnout/core/Request"

/** Facts of a request that constraints and strategies read. */
export const facts = (
  request: Request,
  routing: Routing,
  estimate: ((request: Request) => number) | undefined,
  turn: number | undefined
): RequestFacts => {
  const session = routing.session ?? request.prompt_cache_key
  return {
    stream: request.stream,
    prompt_tokens: promptTokens(request, estimate),
    ...(request.max_completion_tokens === undefined ? {} : { output_tokens: request.max_completion_tokens }),
    choices: request.n ?? 1,
    tools: request.tools !== undefined,
    reasoning: reasons(request),
    ttft_percentile: routing.ttft_percentile ?? "p50",
    throughput_percentile: routing.throughput_percentile ?? "p50",
    ...(session === undefined ? {} : { session }),
    // A seed makes decisions independent of earlier calls.
    ...(turn === undefined || routing.seed !== undefined ? {} : { turn })
  }
}

/** The host's estimate if it is a valid count. */
const promptTokens = (request: Request, estimate: ((request: Request) => number) | undefined): number => {
  const counted = estimate?.(request) ?? NaN
  return counted >= 0 && counted < Infinity ? Math.ceil(counted) : Estimate.promptTokens(request)
}
