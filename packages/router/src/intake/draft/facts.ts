import type { RequestFacts } from "@turnout/core/Candidate"
import * as Estimate from "@turnout/core/Estimate"
import type { Routing } from "@turnout/core/Gateway"
import { reasons, type Request } from "@turnout/core/Request"

/** What constraints and strategies know of a request. */
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
    // A seed promises the same decision, whatever came before.
    ...(turn === undefined || routing.seed !== undefined ? {} : { turn })
  }
}

/** The host's count where it is one. */
const promptTokens = (request: Request, estimate: ((request: Request) => number) | undefined): number => {
  const counted = estimate?.(request) ?? NaN
  return counted >= 0 && counted < Infinity ? Math.ceil(counted) : Estimate.promptTokens(request)
}
