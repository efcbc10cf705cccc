/** The demo's three calls, one after the other, and what came of each. */
import { isRouterError, type TurnoutRouter } from "turnout"
import * as Call from "./call.ts"
import type { Options } from "./options.ts"
import * as Report from "./report.ts"
import type { Vendors } from "./vendors.ts"

const workspace_id = "acme"
const limit_usd = 0.0001

/** What the demo's router is told besides its providers. */
export const routing = {
  // Hedges cost money: by default few calls may start one, and none that is three times as dear.
  hedge: { share: 1, price_ratio: 100 },
  budgets: { rules: [{ scope: "workspace", id: workspace_id, period: "daily", limit_usd }] }
} as const

/** The first vendor fails: the call ends at the second. */
export const failover = async (
  router: TurnoutRouter,
  options: Options,
  vendors: Vendors,
  onText: (text: string) => void
): Promise<Report.Report> => {
  vendors.trouble("failing")
  const request = Call.request(options)
  const answer = options.stream
    ? await Call.streamed(router, request, onText)
    : await Call.unary(router, request)
  if (!options.stream) onText(answer.text)
  return Report.make(answer.text, answer.model, answer.usage, answer.metadata, vendors.journals())
}

/** The first vendor is late: a second attempt starts beside it, and the first content wins. */
export const hedging = async (
  router: TurnoutRouter,
  options: Options,
  vendors: Vendors
): Promise<Report.Hedging> => {
  vendors.trouble("late")
  const { metadata } = await Call.streamed(router, Call.hedged(options), () => {})
  return {
    after_ms: Call.hedgeAfter,
    endpoint: `${metadata.provider}/${metadata.model_canonical}`,
    ttft_ms: metadata.ttft_ms,
    attempts: metadata.attempts ?? [],
    cost: metadata.cost
  }
}

/** One workspace asks until its budget for the day holds no further call. */
export const budget = async (
  router: TurnoutRouter,
  options: Options,
  vendors: Vendors
): Promise<Report.Budget> => {
  vendors.trouble("none")
  const tenant = router.with({ principal: { workspace_id } })
  const answered: Array<Report.Paid> = []
  while (answered.length < 20) {
    try {
      const { metadata } = await Call.unary(tenant, Call.small(options))
      answered.push({ attempts: metadata.attempts ?? [], cost: metadata.cost })
    } catch (error) {
      if (!isRouterError(error) || error.code !== "budget_exhausted") throw error
      const { code, message, status } = error
      return { workspace_id, limit_usd, answered, refused: { code, message, status } }
    }
  }
  return { workspace_id, limit_usd, answered, refused: undefined }
}
