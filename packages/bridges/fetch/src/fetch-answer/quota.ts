import type { RouterError } from "@turnout/core/RouterError"
import type { QuotaStatus } from "@turnout/router/QuotaStatus"

/** Usage of a principal's limits and budgets as headers. Unknown values have none. */
export const headers = ({ balance, budgets, requests }: QuotaStatus): Record<string, string> => {
  const found: Record<string, string> = {}
  if (requests !== undefined) {
    found["x-ratelimit-limit-requests"] = String(requests.limit)
    found["x-ratelimit-remaining-requests"] = String(requests.remaining)
    found["x-ratelimit-reset-requests"] = new Date(requests.resets_at).toISOString()
  }
  if (balance !== undefined) {
    found["x-credits-balance-microdollars"] = String(balance.balance_microdollars)
  }
  for (const { limit_usd, period, spend_usd } of tightest(budgets)) {
    found[`x-budget-${period}-limit`] = dollars(limit_usd)
    found[`x-budget-${period}-spend`] = dollars(spend_usd)
  }
  return found
}

/** The budget of each period with the least remaining. */
const tightest = (budgets: QuotaStatus["budgets"]): Iterable<QuotaStatus["budgets"][number]> => {
  const found = new Map<string, QuotaStatus["budgets"][number]>()
  for (const budget of budgets) {
    const other = found.get(budget.period)
    if (other === undefined || left(budget) < left(other)) found.set(budget.period, budget)
  }
  return found.values()
}

const left = ({ limit_usd, spend_usd }: QuotaStatus["budgets"][number]): number => limit_usd - spend_usd

/** The headers of the exceeded budget. The contract's list can be read as either pair of names, so both are sent. */
export const exceeded = ({ budget }: RouterError): Record<string, string> =>
  budget === undefined
    ? {}
    : {
        "x-budget-exceeded": "true",
        "x-budget-exceeded-period": budget.period,
        "x-budget-exceeded-scope": budget.scope,
        "x-budget-period": budget.period,
        "x-budget-scope": budget.scope
      }

/** Without an exponent, to the nano-dollar. */
const dollars = (usd: number): string => usd.toFixed(9).replace(/\.?0+$/, "")
