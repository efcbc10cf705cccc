import type { ExclusionReason } from "@turnout/core/Decision"
import type { Context, Subject } from "./contract.ts"

const fields: { readonly [reason: string]: string } = {
  credential: "give the provider a key, or lift only_byok and only_platform",
  version: "set gateway.routing.version to 'prefer', or name the model without its date",
  tier: "ask for another gateway.routing.tier, or name the endpoint with its provider",
  provider: "widen gateway.routing.providers or exclude_providers",
  region: "widen gateway.routing.regions",
  quantization: "widen gateway.routing.quantizations",
  data_policy: "lower gateway.routing.data_policy",
  media: "leave out the media that are not supported",
  tools: "leave out the tools",
  structured_output: "use another response_format",
  reasoning: "omit reasoning_effort",
  parameters: "leave out the parameters that are not supported",
  context_window: "shorten the messages or lower max_completion_tokens",
  dimensions: "ask for other dimensions, or for none",
  tokens: "send texts in place of tokens",
  price: "raise gateway.routing.max_cost_per_1m or max_cost_usd",
  success_rate: "lower gateway.routing.min_success_rate",
  ttft: "raise gateway.routing.max_ttft_ms",
  throughput: "lower gateway.routing.min_throughput_tps"
}

/** What the caller can change about a constraint, and which endpoints would then be viable. */
export const remedies = (
  reason: ExclusionReason,
  admitted: ReadonlyArray<string>,
  fits: number | undefined
): string => {
  const remedy =
    (Object.hasOwn(fields, reason) ? fields[reason] : undefined) ?? `lift the constraint '${reason}'`
  const output = fits === undefined ? "" : `, or set max_completion_tokens to at most ${fits}`
  const names = admitted.length > 3 ? `${admitted.slice(0, 3).join(", ")} and others` : admitted.join(", ")
  const outcome = names === "" ? "" : ` (${names} could answer then)`
  return `Most are excluded by '${reason}': ${remedy}${output}${outcome}.`
}

/** The largest output limit with which one of these endpoints stays within the budget. */
export const affordable = (
  { cost, routing }: Context,
  subjects: ReadonlyArray<Subject>,
  among: ReadonlySet<string>
): number | undefined => {
  if (routing.max_cost_usd === undefined) return undefined
  const budget = routing.max_cost_usd * 1e9
  let most: number | undefined
  for (const { endpoint } of subjects) {
    if (among.size > 0 && !among.has(endpoint.id)) continue
    const fits = (tokens: number): boolean => (cost(endpoint, tokens).upper ?? Infinity) <= budget
    let low = most ?? 0
    let high = 1 << 24
    if (!fits(low + 1)) continue
    if (fits(high)) continue
    // The cost grows with the limit: bisect.
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (fits(middle)) low = middle
      else high = middle
    }
    most = low
  }
  return most
}
