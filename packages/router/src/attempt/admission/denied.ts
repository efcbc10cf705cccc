import type { Refused } from "../../Budget.ts"
import type { Exceeded } from "../../Limits.ts"
import { coolingDown, type Refusal } from "../../Refusal.ts"

const units: { readonly [code in Exclude<Exceeded["code"], "unreachable">]: string } = {
  rate_limit_exceeded: "requests per minute",
  tokens_per_min_exceeded: "tokens per minute",
  concurrent_requests_exceeded: "concurrent requests"
}

/** The refusal by a host limit: of `provider` if given, else of the caller. */
export const byLimit = ({ code, limit, retry_after_ms }: Exceeded, provider?: string): Refusal => {
  const whose = `The ${provider === undefined ? "" : "provider's "}limit`
  const more = {
    rate_limit_source: "local",
    retry_after_ms,
    ...(provider === undefined ? {} : { provider })
  } as const
  return code === "unreachable"
    ? unreachable(`${whose} of ${limit}`, "limits", more)
    : { code, message: `${whose} of ${limit} ${units[code]} is reached.`, ...more }
}

/** What the host keeps closed while the store that counts it is away. */
const unreachable = (what: string, kind: "budgets" | "limits", more: Partial<Refusal>): Refusal => ({
  ...more,
  code: "service_unavailable",
  message: `${what} cannot be enforced now: the store that keeps it cannot be reached.`,
  suggestion: `Try again, or let 'on_store_failure' be 'open' for ${kind}.`
})

const owners: { readonly [scope in Refused["rule"]["scope"]]: string } = {
  workspace: "workspace",
  api_key: "API key",
  byok_provider: "provider's own keys"
}

/** Retry delay in milliseconds while attempts in flight hold the budget: they settle within seconds. */
const soon = 1000

/** Nano-dollars as a person reads them, and never rounded to nothing. */
const usd = (nanos: number): string => {
  const digits = nanos === 0 || Math.abs(nanos) >= 1e9 ? 2 : Math.min(9, 12 - String(Math.abs(nanos)).length)
  return `${(nanos / 1e9).toFixed(digits)} USD`
}

const remedy =
  "Lower 'max_completion_tokens', raise the rule's 'limit_usd', or let 'budgets.reserve' be 'expected': it holds what a request will likely cost."

export const byBudget = (
  { held, limit, needed, resets_at, rule, spent, why }: Refused,
  endpoint: string,
  now: number
): Refusal => {
  const { period, scope } = rule
  const budget = `The ${period} budget of ${limit / 1e9} USD of this ${owners[scope]}`
  if (why === "unpriced") {
    return {
      code: "no_provider_available",
      message: `${budget} cannot be enforced at '${endpoint}': its maximum cost is unknown.`,
      suggestion:
        "State its price, its output limit and its context window, or set the budget's 'unknown_price' to 'allow'. A request that lets the vendor search, or use other tools of its own, has no maximum."
    }
  }
  if (why === "unreachable") {
    return unreachable(budget, "budgets", { rate_limit_source: "local", retry_after_ms: soon })
  }
  const left = limit - spent
  const need = `this request can cost up to ${usd(needed)} at '${endpoint}'`
  const how =
    why === "held"
      ? `is held by requests under way: ${usd(Math.max(0, left - held))} of ${usd(left)} are free, and ${need}`
      : left > 0
        ? `has too little left for this request: ${usd(left)} are left, and ${need}`
        : `is exhausted: nothing is left, and ${need}`
  return {
    code: "budget_exhausted",
    message: `${budget} ${how}.`,
    suggestion: remedy,
    retry_after_ms: why === "spent" ? resets_at - now : soon,
    rate_limit_source: "local",
    budget: { scope, period, limit_usd: limit / 1e9, spend_usd: spent / 1e9 }
  }
}

/** Of several refusals the one that ends first; one that waiting does not end only if all are such. */
export const first = (refusals: ReadonlyArray<Refusal>): Refusal | undefined => {
  let found = refusals[0]
  for (const refusal of refusals) {
    if ((refusal.retry_after_ms ?? Infinity) < (found?.retry_after_ms ?? Infinity)) found = refusal
  }
  if (found?.rate_limit_source !== "upstream") return found
  // All are limited by their vendors, or else it is no limit that a new request would have to wait for.
  const isShared = refusals.some(({ code }) => code === "model_unavailable")
  return isShared ? coolingDown(found.retry_after_ms ?? 0, false) : found
}
