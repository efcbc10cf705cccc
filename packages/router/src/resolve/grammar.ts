import { current } from "../Strategies.ts"

/**
 * The first piece of an expression that is more than a model, or a model at a provider; undefined where there
 * is none. Asked only after exact ids and aliases, which may look like anything.
 */
export const piece = (expression: string, isStrategy: (name: string) => boolean): string | undefined => {
  if (expression.includes("->")) return "->"
  const at = expression.lastIndexOf("@")
  const model = at < 0 ? expression : expression.slice(0, at)
  if (model === "router" || model.startsWith("router_")) return model
  if (at >= 0) {
    const route = expression.slice(at + 1)
    return isTerms(route) ? route : undefined
  }
  const colon = expression.indexOf(":")
  if (colon < 0 || colon !== expression.lastIndexOf(":")) return undefined
  const suffix = expression.slice(colon + 1)
  return current(suffix) !== undefined || isStrategy(suffix) ? `:${suffix}` : undefined
}

const metrics: ReadonlySet<string> = new Set(
  (
    "quality q ttft t time-to-first-token itl i inter-token-latency cost c input-cost ic output-cost oc " +
    "tks-per-sec output-tks-per-sec"
  ).split(" ")
)

const isTerms = (route: string): boolean =>
  /[|<>:]/.test(route) || /^(lowest|highest)-/.test(route) || metrics.has(route)
